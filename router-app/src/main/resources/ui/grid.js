// The matrix as rows, columns and cells, without a screen: which lines there are, and what each cell stands for. Pure.

import { keyOf, place } from "./store.js";

/**
 * @typedef {object} Line a row (destination) or a column (source)
 * @property {string} key "name" for a whole stream, "name/2" for a channel
 * @property {string} name of the stream
 * @property {number} channel from 1; 0 for a whole stream
 * @property {number} channels of the stream
 * @property {number} offset of its first channel in a meter frame
 * @property {boolean} isOpen whether its channels are shown below it
 */

/** The lines of some streams; a stream of one channel is that channel, the others open up. */
export function lines(streams, open) {
  const all = [];
  for (const stream of streams) {
    const { name, channels, offset } = stream;
    if (channels === 1) {
      all.push({ key: name, name, channel: 1, channels, offset, isOpen: false });
      continue;
    }
    const isOpen = open.has(name);
    all.push({ key: name, name, channel: 0, channels, offset, isOpen });
    for (let channel = 1; isOpen && channel <= channels; channel++) {
      all.push({ key: `${name}/${channel}`, name, channel, channels, offset: offset + channel - 1, isOpen: false });
    }
  }
  return all;
}

/** How a line is called. */
export function label(line) {
  return line.channel && line.channels > 1 ? `${line.name}/${line.channel}` : line.name;
}

/**
 * The crosspoints that a cell stands for: whole streams one to one, one channel onto its own number, a mono source onto every channel.
 * @returns {{from: string, to: string}[]} in the API's words; empty where there is no such pair
 */
export function links(row, column) {
  const link = (o, i) => ({ from: `${column.name}/${i}`, to: `${row.name}/${o}` });
  if (row.channel && column.channel) {
    return [link(row.channel, column.channel)];
  }
  if (row.channel) {
    return row.channels === 1 ? [link(1, 1)] : row.channel <= column.channels ? [link(row.channel, row.channel)] : [];
  }
  if (column.channel && column.channels > 1) {
    return column.channel <= row.channels ? [link(column.channel, column.channel)] : [];
  }
  if (column.channel) {
    return Array.from({ length: row.channels }, (_, i) => link(i + 1, 1));
  }
  return Array.from({ length: Math.min(row.channels, column.channels) }, (_, i) => link(i + 1, i + 1));
}

/** The number of a cell, by which the map of cells is asked. */
export function cellOf(row, column, columns) {
  return row * columns + column;
}

/**
 * Everything that stands, by cell.
 * @returns {Map<number, Cell>} a cell has: standing (crosspoints within it), state ("on", "part", "muted", "opening", "closing",
 *     "changing"), gain (a number, "off", or null where they differ)
 */
export function cells(rows, columns, crosspoints) {
  const rowsOf = byStream(rows);
  const columnsOf = byStream(columns);
  const found = new Map();
  for (const one of crosspoints.values()) {
    const to = place(one.to);
    const from = place(one.from);
    for (const row of rowsOf.get(to.name) ?? []) {
      if (rows[row].channel && rows[row].channel !== to.channel) {
        continue;
      }
      for (const column of columnsOf.get(from.name) ?? []) {
        if (!columns[column].channel || columns[column].channel === from.channel) {
          const number = cellOf(row, column, columns.length);
          if (found.has(number)) {
            found.get(number).push(one);
          } else {
            found.set(number, [one]);
          }
        }
      }
    }
  }
  const described = new Map();
  for (const [number, standing] of found) {
    described.set(number, describe(rows[Math.floor(number / columns.length)], columns[number % columns.length], standing));
  }
  return described;
}

function byStream(all) {
  const places = new Map();
  all.forEach((line, place) => {
    if (places.has(line.name)) {
      places.get(line.name).push(place);
    } else {
      places.set(line.name, [place]);
    }
  });
  return places;
}

function describe(row, column, standing) {
  const gains = new Set(standing.map(one => one.gainDb));
  const gain = gains.size === 1 ? standing[0].gainDb : null;
  const pending = standing.find(one => one.pending)?.pending;
  if (pending) {
    return { standing, state: pending, gain };
  }
  const meant = new Set(links(row, column).map(one => keyOf(one.from, one.to)));
  const isWhole = standing.length === meant.size && standing.every(one => meant.has(keyOf(one.from, one.to)));
  const state = standing.every(one => one.muted) ? "muted" : isWhole ? "on" : "part";
  return { standing, state, gain };
}

/** What else stands on the channels that a take of these links would have for itself. */
export function replaced(taken, crosspoints) {
  const channels = new Set(taken.map(one => one.to));
  const kept = new Set(taken.map(one => keyOf(one.from, one.to)));
  return [...crosspoints.values()].filter(one => channels.has(one.to) && !kept.has(keyOf(one.from, one.to)));
}

/** The places of the lines that a search finds, the ones that begin with it first. */
export function search(all, words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted) {
    return [];
  }
  const begins = [];
  const contains = [];
  all.forEach((line, place) => {
    const at = label(line).toLowerCase().indexOf(wanted);
    if (at >= 0) {
      (at === 0 ? begins : contains).push(place);
    }
  });
  return [...begins, ...contains];
}
