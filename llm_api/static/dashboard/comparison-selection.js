/** The interviews selected for a comparison. They are kept as long as the tab is open. */

const KEY = "interview-storage.chosen";
/** The API compares no more. */
export const MAX_COMPARED = 5;

/** @type {Map<string, string>} id to name */
export const selectedInterviews = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

/** @param {string} id @param {string} name @param {boolean} selected */
export function selectInterview(id, name, selected) {
  if (selected) selectedInterviews.set(id, name);
  else selectedInterviews.delete(id);
  sessionStorage.setItem(KEY, JSON.stringify([...selectedInterviews]));
}

export function clearSelection() {
  selectedInterviews.clear();
  sessionStorage.removeItem(KEY);
}
