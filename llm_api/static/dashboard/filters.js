/** The filters of the list: what the page's address selects, and what the API is asked for. */

/**
 * @param {URLSearchParams} address
 * @returns {import("./django-client.js").Filters}
 */
export function apiFilters(address) {
  return {
    search: address.get("search"),
    job_role: address.get("role"),
    interview_type: address.getAll("type"),
    experience_level: address.getAll("level"),
    min_overall_score: address.get("min"),
    max_overall_score: address.get("max"),
    completed_after: midnight(address.get("from"), 0),
    completed_before: midnight(address.get("until"), 1),
    ordering: address.get("order"),
  };
}

/**
 * The moment at which a calendar day begins where the reader is.
 * @param {string | null} day as YYYY-MM-DD; the API would read that as midnight in UTC
 * @param {number} daysLater
 * @returns {string | null}
 */
function midnight(day, daysLater) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? "");
  if (!parts) return null;
  const [year, month, dayOfMonth] = parts.slice(1).map(Number);
  return new Date(year, month - 1, dayOfMonth + daysLater).toISOString();
}

/** What the fields of `form` select, as an address. @param {HTMLFormElement} form */
export function formAddress(form) {
  const filled = [...new FormData(form)].filter(([, value]) => String(value).trim());
  return new URLSearchParams(/** @type {any} */ (filled));
}

/** How many filters are set; search and ordering are none. @param {URLSearchParams} address */
export const filterCount = (address) =>
  [...address.keys()].filter((name) => name !== "search" && name !== "order").length;

/** The words to highlight. @param {URLSearchParams} address */
export const searchWords = (address) => (address.get("search") ?? "").split(/\s+/).filter(Boolean);
