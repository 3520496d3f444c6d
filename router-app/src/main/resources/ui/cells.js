// The signs of the matrix. Each state has a shape of its own; the colour only says it again.

const ROUND = 4;

/** What the legend says, in its order. */
export const LEGEND = [
  ["on", "on air"], ["part", "some channels"], ["muted", "muted"], ["armed", "to be taken"], ["opening", "on its way"],
  ["failed", "refused"],
];

/** What a screen reader says. */
export const WORDS = {
  on: "on air", part: "some channels on air", muted: "muted", opening: "opening", closing: "closing", changing: "changing",
  armed: "prepared, not taken", failed: "refused", underway: "on its way",
};

/** Draws one sign into a square. @param {object} ink colours @param {string} [gain] a short text beside the sign */
export function sign(pen, kind, x, y, size, ink, gain) {
  const inset = Math.max(3, Math.round(size * 0.14));
  const box = { x: x + inset, y: y + inset, size: size - 2 * inset };
  switch (kind) {
    case "on": return onAir(pen, box, ink.on, ink.onInk, gain);
    case "part": return part(pen, box, ink.part);
    case "muted": return muted(pen, box, ink.muted, ink.text);
    case "armed": return armed(pen, box, ink.armed);
    case "failed": return failed(pen, box, ink.failed);
    default: return moving(pen, box, ink.pending, kind === "closing");
  }
}

function rounded(pen, { x, y, size }) {
  pen.beginPath();
  pen.roundRect(x, y, size, size, ROUND);
}

/** A filled square with a tick, or with its gain where that is not 0 dB. */
function onAir(pen, box, fill, inkOnFill, gain) {
  pen.fillStyle = fill;
  rounded(pen, box);
  pen.fill();
  if (gain) {
    const height = Math.max(9, Math.round(box.size * (gain.length > 3 ? 0.4 : 0.52)));
    pen.fillStyle = inkOnFill;
    pen.font = `700 ${height}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(gain, box.x + box.size / 2, box.y + box.size / 2 + 0.5, box.size - 2);
    return;
  }
  pen.strokeStyle = inkOnFill;
  pen.lineWidth = Math.max(2, box.size * 0.13);
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(box.x + box.size * 0.24, box.y + box.size * 0.53);
  pen.lineTo(box.x + box.size * 0.43, box.y + box.size * 0.72);
  pen.lineTo(box.x + box.size * 0.77, box.y + box.size * 0.3);
  pen.stroke();
}

/** A square of which half is filled. */
function part(pen, box, fill) {
  pen.strokeStyle = pen.fillStyle = fill;
  pen.lineWidth = 2;
  rounded(pen, { x: box.x + 1, y: box.y + 1, size: box.size - 2 });
  pen.stroke();
  pen.beginPath();
  pen.moveTo(box.x + 2, box.y + box.size - 2);
  pen.lineTo(box.x + box.size - 2, box.y + box.size - 2);
  pen.lineTo(box.x + 2, box.y + 2);
  pen.fill();
}

/** A hollow square with an M. */
function muted(pen, box, line, letter) {
  pen.fillStyle = pen.strokeStyle = line;
  pen.lineWidth = 2;
  rounded(pen, { x: box.x + 1, y: box.y + 1, size: box.size - 2 });
  pen.stroke();
  pen.fillStyle = letter;
  pen.font = `700 ${Math.round(box.size * 0.6)}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText("M", box.x + box.size / 2, box.y + box.size / 2 + 1);
}

/** A hollow diamond: not yet. */
function armed(pen, box, line) {
  const half = box.size / 2;
  pen.strokeStyle = line;
  pen.lineWidth = Math.max(2.5, box.size * 0.11);
  pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(box.x + half, box.y + 1);
  pen.lineTo(box.x + box.size - 1, box.y + half);
  pen.lineTo(box.x + half, box.y + box.size - 1);
  pen.lineTo(box.x + 1, box.y + half);
  pen.closePath();
  pen.stroke();
}

/** A ring of dashes, with a dot while it opens. */
function moving(pen, box, line, isClosing) {
  const half = box.size / 2;
  pen.strokeStyle = pen.fillStyle = line;
  pen.lineWidth = Math.max(2, box.size * 0.1);
  pen.lineCap = "butt";
  pen.setLineDash([box.size * 0.22, box.size * 0.14]);
  pen.beginPath();
  pen.arc(box.x + half, box.y + half, half - 2, 0, 2 * Math.PI);
  pen.stroke();
  pen.setLineDash([]);
  if (!isClosing) {
    pen.beginPath();
    pen.arc(box.x + half, box.y + half, box.size * 0.16, 0, 2 * Math.PI);
    pen.fill();
  }
}

/** A triangle with a cross-bar, as on a road. */
function failed(pen, box, fill) {
  pen.fillStyle = fill;
  pen.beginPath();
  pen.moveTo(box.x + box.size / 2, box.y);
  pen.lineTo(box.x + box.size, box.y + box.size * 0.92);
  pen.lineTo(box.x, box.y + box.size * 0.92);
  pen.fill();
  pen.fillStyle = "#fff";
  pen.fillRect(box.x + box.size / 2 - 1.5, box.y + box.size * 0.34, 3, box.size * 0.28);
  pen.fillRect(box.x + box.size / 2 - 1.5, box.y + box.size * 0.7, 3, 3);
}
