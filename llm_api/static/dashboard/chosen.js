/** The interviews chosen for a comparison, two to five of them, as long as this tab is open. */

const KEY = "interview-storage.chosen";
export const MOST = 5;

/** @type {Map<string, string>} id to name */
export const chosenInterviews = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

/** @param {string} id @param {string} name @param {boolean} chosen */
export function choose(id, name, chosen) {
  if (chosen) chosenInterviews.set(id, name);
  else chosenInterviews.delete(id);
  sessionStorage.setItem(KEY, JSON.stringify([...chosenInterviews]));
}

export function chooseNone() {
  chosenInterviews.clear();
  sessionStorage.removeItem(KEY);
}
