// Elements without markup: every text is a text node, so a name in somebody's file can never become part of the page.

/**
 * Makes an element.
 * @param {string} tag such as "div" or "button.primary"
 * @param {object} [attributes] attributes; functions are listeners by their event's name, null and false are left out
 * @param {...(Node|string|number|null)} children
 */
export function el(tag, attributes, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) {
    element.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/** Sets a text only where it differs: a page that is repainted each second must not disturb a selection or a screen reader. */
export function text(element, value) {
  const wanted = String(value);
  if (element.textContent !== wanted) {
    element.textContent = wanted;
  }
}

/** Sets or clears an attribute only where it differs. */
export function attr(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, String(value));
  }
}

/** A canvas fitted to its box at the screen's resolution; returns its context, scaled to CSS pixels. */
export function fit(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const w = Math.max(1, Math.round(width * ratio));
  const h = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d", { alpha: false });
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
}

/** A colour of the style sheet. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Decibels as operators write them. */
export function decibels(gainDb) {
  if (gainDb === "off" || gainDb === -Infinity) {
    return "off";
  }
  const rounded = Math.round(gainDb * 10) / 10;
  return `${rounded > 0 ? "+" : rounded < 0 ? "−" : ""}${Math.abs(rounded)} dB`;
}

/** Nanoseconds in the unit that suits them. */
export function duration(ns) {
  if (ns === null || ns === undefined || !Number.isFinite(ns)) {
    return "–";
  }
  const size = Math.abs(ns);
  const sign = ns < 0 ? "−" : "";
  if (size < 1e3) {
    return `${sign}${size.toFixed(0)} ns`;
  }
  if (size < 1e6) {
    return `${sign}${(size / 1e3).toFixed(size < 1e4 ? 2 : 1)} µs`;
  }
  return size < 1e9 ? `${sign}${(size / 1e6).toFixed(2)} ms` : `${sign}${(size / 1e9).toFixed(1)} s`;
}

/** A count with thin spaces between its thousands. */
export function count(number) {
  return number === undefined || number === null ? "–" : String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/** What is kept in this browser; a browser that forbids it forgets. */
export const memory = {
  get(key, fallback) {
    try {
      const value = localStorage.getItem(`crosspoint.${key}`);
      return value === null ? fallback : JSON.parse(value);
    } catch {
      return fallback;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`crosspoint.${key}`, JSON.stringify(value));
    } catch {
      // Only a preference is lost.
    }
  },
};
