/**
 * The filters of the list. The page's address has the names of the API's parameters, but for two:
 * `first_day` and `last_day` are calendar days of the reader, both inclusive. The API has moments in
 * their place, and its `completed_before` is exclusive.
 */

/**
 * @param {URLSearchParams} address
 * @returns {import("./django-client.js").Filters}
 */
export function apiFilters(address) {
  return {
    search: address.get("search"),
    search_in: address.get("search_in") === "answers" ? "answers" : null,
    job_role: address.get("job_role"),
    interview_type: address.getAll("interview_type"),
    experience_level: address.getAll("experience_level"),
    min_overall_score: address.get("min_overall_score"),
    max_overall_score: address.get("max_overall_score"),
    completed_after: midnight(address.get("first_day"), 0),
    completed_before: midnight(address.get("last_day"), 1),
    ordering: address.get("ordering"),
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

const NO_FILTERS = ["search", "search_in", "ordering"];

/** The filters that are set, as pairs of name and value. @param {URLSearchParams} address */
export const setFilters = (address) => [...address].filter(([name]) => !NO_FILTERS.includes(name));

/** @param {URLSearchParams} address */
export const filterCount = (address) => setFilters(address).length;

/** @param {URLSearchParams} address */
export const listHref = (address) => (address.size ? `/dashboard?${address}` : "/dashboard");

/** The words to highlight. @param {URLSearchParams} address */
export const searchWords = (address) => (address.get("search") ?? "").split(/\s+/).filter(Boolean);
