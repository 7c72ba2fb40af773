/** The interviews chosen for a comparison, two to five of them, as long as this tab is open. */

const KEY = "interview-storage.chosen";
export const MAX_COMPARED = 5;

/** @type {Map<string, string>} id to name */
export const selectedInterviews = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

/** @param {string} id @param {string} name @param {boolean} chosen */
export function selectInterview(id, name, chosen) {
  if (chosen) selectedInterviews.set(id, name);
  else selectedInterviews.delete(id);
  sessionStorage.setItem(KEY, JSON.stringify([...selectedInterviews]));
}

export function clearSelection() {
  selectedInterviews.clear();
  sessionStorage.removeItem(KEY);
}
