/**
 * Addresses from before the dashboard's parameters had the API's names. They live on in bookmarks,
 * in links that people sent to each other and in the history of their browsers.
 */

const RENAMED = new Map([
  ["role", "job_role"],
  ["type", "interview_type"],
  ["level", "experience_level"],
  ["min", "min_overall_score"],
  ["max", "max_overall_score"],
  ["from", "first_day"],
  ["until", "last_day"],
  ["order", "ordering"],
]);

/** The same address with today's names. @param {URL} url @returns {URL} */
export function renameLegacyParameters(url) {
  const parameters = [...url.searchParams];
  if (!parameters.some(([name]) => RENAMED.has(name))) return url;
  const renamed = parameters.map(([name, value]) => [RENAMED.get(name) ?? name, value]);
  const address = new URL(url);
  address.search = new URLSearchParams(renamed).toString();
  return address;
}
