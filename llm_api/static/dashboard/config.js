/** What the server tells the page. */

/**
 * @typedef {object} Config
 * @property {string} supabaseUrl
 * @property {string} supabaseKey
 * @property {boolean} mailsAreLogged mails go to the local Supabase's log and not to a mailbox
 * @property {string} practiceUrl the frontend's address, http or https; empty if it is not set
 */

/** @type {Config} */
export const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
