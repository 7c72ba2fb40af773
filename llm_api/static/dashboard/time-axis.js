/**
 * The ticks of a linear axis of time: the first and the last moment, and between them as many steps
 * of the reader's calendar as there is room for. Chart.js needs a further library for such an axis.
 */

import { LOCALE } from "./format.js";

/**
 * @typedef {"year" | "month" | "day" | "hour" | "minute"} Unit
 * @typedef {{ value: number, text: string | string[] }} Tick a moment in milliseconds, and its label
 */

/** From the finest; a multiple of days is whole weeks, from Monday. @type {[Unit, number][]} */
const STEPS = [
  ["minute", 1],
  ["minute", 5],
  ["minute", 15],
  ["hour", 1],
  ["hour", 3],
  ["hour", 6],
  ["hour", 12],
  ["day", 1],
  ["day", 7],
  ["month", 1],
  ["month", 3],
  ["month", 6],
  ["year", 1],
  ["year", 2],
  ["year", 5],
  ["year", 10],
];
/** @type {Record<Unit, number>} about as long as the unit, in milliseconds */
const LENGTH = { minute: 6e4, hour: 3.6e6, day: 8.64e7, month: 2.63e9, year: 3.156e10 };
const CHARACTER = 7; // pixels, on average, in the chart's font
const GAP = 24; // pixels between two labels

const DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const TIME = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
/** @type {Record<Unit, Intl.DateTimeFormat>} */
const FORMATS = {
  minute: TIME,
  hour: TIME,
  day: new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" }),
  month: new Intl.DateTimeFormat(LOCALE, { month: "short", year: "numeric" }),
  year: new Intl.DateTimeFormat(LOCALE, { year: "numeric" }),
};

/**
 * @param {number} first a moment in milliseconds
 * @param {number} last
 * @param {number} width of the axis, in pixels
 * @returns {Tick[]}
 */
export function timeTicks(first, last, width) {
  const ends = endTicks(first, last);
  if (first === last) return ends.slice(1);
  const pixel = (last - first) / width;
  const step = STEPS.find(([unit, count]) => {
    const room = (count * LENGTH[unit]) / pixel;
    return room >= CHARACTER * FORMATS[unit].format(first).length + GAP;
  });
  if (!step) return ends;
  const [unit, count] = step;
  const taken = pixel * (labelWidth(ends[0]) + labelWidth(ends[1]) / 2 + GAP);
  const between = calendarSteps(first + taken, last - taken, unit, count);
  return [ends[0], ...between.map((value) => tick(value, unit)), ends[1]];
}

/** With their times if they are close together. @param {number} first @param {number} last */
const endTicks = (first, last) =>
  [first, last].map((value) => ({
    value,
    text:
      last - first < 2 * LENGTH.day ? [DATE.format(value), TIME.format(value)] : DATE.format(value),
  }));

/** @param {Tick} tick */
const labelWidth = ({ text }) => CHARACTER * [text].flat()[0].length;

/** A time at midnight is that of a new day. @param {number} value @param {Unit} unit @returns {Tick} */
function tick(value, unit) {
  const timed = unit === "minute" || unit === "hour";
  const format = FORMATS[timed && value === floor(value, "day", 1) ? "day" : unit];
  return { value, text: format.format(value) };
}

/**
 * Where the steps begin that lie within two moments.
 * @param {number} from @param {number} to @param {Unit} unit @param {number} count
 */
function calendarSteps(from, to, unit, count) {
  const steps = [];
  for (let value = floor(from, unit, count); value <= to; value = next(value, unit, count)) {
    if (value >= from) steps.push(value);
  }
  return steps;
}

/** @param {number} value @param {Unit} unit @param {number} count */
function next(value, unit, count) {
  // Half a step beyond the next one's beginning, so that an hour more or less changes nothing.
  return floor(value + 1.5 * count * LENGTH[unit], unit, count);
}

/**
 * The beginning of the step that `value` lies in, where the reader is. Hours and minutes are counted
 * in milliseconds, as the calendar has one hour of the year twice.
 * @param {number} value @param {Unit} unit @param {number} count
 */
function floor(value, unit, count) {
  const moment = new Date(value);
  const [year, month, day] = [moment.getFullYear(), moment.getMonth(), moment.getDate()];
  const weekday = (moment.getDay() + 6) % 7; // from Monday
  const minutes = moment.getMinutes() + 60 * (moment.getHours() % count);
  switch (unit) {
    case "year":
      return +new Date(year - (year % count), 0);
    case "month":
      return +new Date(year, month - (month % count));
    case "day":
      return +new Date(year, month, count === 1 ? day : day - weekday);
    case "hour":
      return value - minutes * LENGTH.minute - (value % LENGTH.minute);
    default:
      return value - (moment.getMinutes() % count) * LENGTH.minute - (value % LENGTH.minute);
  }
}
