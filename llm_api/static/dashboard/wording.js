/** Numbers and dates as people read them. */

export const TYPES = ["Behavioral", "Technical", "System Design"];
export const LEVELS = ["Junior", "Mid-level", "Senior"];
export const SCORES = {
  overall_score: "Overall",
  communication_score: "Communication",
  technical_score: "Technical",
};

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
const NUMBER = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** @param {string} iso */
export const day = (iso) => DAY.format(new Date(iso));

/** @param {string} iso */
export const moment = (iso) => MOMENT.format(new Date(iso));

/** @param {number | null} value */
export const number = (value) => (value === null ? "–" : NUMBER.format(value));

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) =>
  `${NUMBER.format(count)} ${count === 1 ? one : many}`;

/** A minus sign is not a hyphen. @param {number | null} change */
export function signed(change) {
  if (change === null) return "";
  if (change === 0) return "±0";
  return change > 0 ? `+${NUMBER.format(change)}` : `−${NUMBER.format(-change)}`;
}
