/** Numbers and dates as text for a reader, in the reader's own time zone. */

/** The language of the pages, not of the browser, so that a sentence and its dates have one. */
export const LOCALE = "en-GB";
const DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const DATE_TIME = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeStyle: "short" });
const NUMBER = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const SCORE = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });

/** The reader's IANA time zone. Chrome has a name of its own for one that it cannot tell. */
export function timeZone() {
  const { timeZone } = DATE.resolvedOptions();
  return timeZone === "Etc/Unknown" ? "UTC" : timeZone;
}

/** @param {string} iso */
export const formatDate = (iso) => DATE.format(new Date(iso));

/** @param {string} iso */
export const formatDateTime = (iso) => DATE_TIME.format(new Date(iso));

/** @param {number | null} value */
export const formatNumber = (value) => (value === null ? "–" : NUMBER.format(value));

/** A score or an average of scores: to two decimals, as the API rounds. @param {number | null} value */
export const formatScore = (value) => (value === null ? "–" : SCORE.format(value));

/** @param {number} count @param {string} one @param {string} [many] */
export const formatCount = (count, one, many = `${one}s`) =>
  `${NUMBER.format(count)} ${count === 1 ? one : many}`;

/**
 * A difference with its sign. The minus sign is U+2212, which is as wide as the plus sign.
 * @param {number | null} change
 */
export function formatChange(change) {
  if (change === null) return "";
  if (change === 0) return "No change";
  return change > 0 ? `+${SCORE.format(change)}` : `−${SCORE.format(-change)}`;
}
