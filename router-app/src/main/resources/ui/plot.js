// A line over time on a canvas, with a grid, a zero line and its own scale.

import { duration, fit } from "./dom.js";

const LEFT = 84;
const BOTTOM = 26;

/** A round number at or above another. */
function rounded(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= most) ?? 10 * power;
}

/**
 * Draws points of (milliseconds, nanoseconds).
 * @param {{at: number, value: number}[]} points oldest first; a value of null interrupts the line
 * @param {object} ink colours @param {number} spanMs how much time is shown
 */
export function plot(canvas, points, ink, spanMs, now) {
  const width = canvas.parentElement.clientWidth;
  const height = canvas.parentElement.clientHeight;
  const pen = fit(canvas, width, height);
  pen.fillStyle = ink.panel;
  pen.fillRect(0, 0, width, height);
  const known = points.filter(point => point.value !== null && now - point.at < spanMs);
  const most = rounded(known.reduce((max, point) => Math.max(max, Math.abs(point.value)), 10) * 1.1);
  const x = at => LEFT + (width - LEFT - 12) * (1 - (now - at) / spanMs);
  const y = value => 10 + (height - BOTTOM - 10) * (0.5 - value / most / 2);
  grid(pen, ink, width, height, most, x, y, spanMs, now);
  pen.strokeStyle = ink.on;
  pen.lineWidth = 2;
  pen.lineJoin = "round";
  pen.beginPath();
  let isDown = false;
  for (const point of points) {
    if (point.value === null || now - point.at > spanMs) {
      isDown = false;
    } else if (isDown) {
      pen.lineTo(x(point.at), y(point.value));
    } else {
      pen.moveTo(x(point.at), y(point.value));
      isDown = true;
    }
  }
  pen.stroke();
  if (!known.length) {
    pen.fillStyle = ink.dim;
    pen.textAlign = "center";
    pen.font = "500 16px system-ui, sans-serif";
    pen.fillText("No measurements yet", LEFT + (width - LEFT) / 2, height / 2 - 24);
  }
}

function grid(pen, ink, width, height, most, x, y, spanMs, now) {
  pen.font = "500 13px system-ui, sans-serif";
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const value of [most, most / 2, 0, -most / 2, -most]) {
    pen.fillStyle = value === 0 ? ink.strong : ink.line;
    pen.fillRect(LEFT, Math.round(y(value)), width - LEFT - 12, value === 0 ? 2 : 1);
    pen.fillStyle = ink.dim;
    pen.fillText(duration(value), LEFT - 10, y(value));
  }
  pen.textAlign = "center";
  for (let back = 0; back <= spanMs; back += spanMs / 5) {
    pen.fillStyle = ink.dim;
    pen.fillText(back === 0 ? "now" : `−${Math.round(back / 1000)} s`, Math.min(width - 24, x(now - back)), height - 10);
  }
}
