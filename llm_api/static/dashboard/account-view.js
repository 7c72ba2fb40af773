/** Signing in, signing up and choosing a new password. */

import { h } from "./dom.js";
import { navigate } from "./router.js";
import { changePassword, sendMagicLink, sendPasswordReset, signIn, signUp } from "./session.js";
import { unsentNotice } from "./unsent.js";

/** `password` is the field's autocomplete value; without one the form has no such field. */
const MODES = {
  in: { title: "Sign in", button: "Sign in", password: "current-password" },
  up: { title: "Create an account", button: "Create account", password: "new-password" },
  link: { title: "Sign in by e-mail", button: "Send me a link", password: "" },
  reset: { title: "Reset your password", button: "Send me a link", password: "" },
};

const OTHER_MODES = {
  in: [
    ["link", "Sign in by e-mail link"],
    ["reset", "Forgotten your password?"],
    ["up", "Create an account"],
  ],
  up: [["in", "I have an account"]],
  link: [
    ["in", "Sign in with a password"],
    ["up", "Create an account"],
  ],
  reset: [["in", "Back to signing in"]],
};

/**
 * @typedef {keyof typeof MODES} Mode
 * @typedef {{ mailsAreLogged: boolean }} Config
 *   `mailsAreLogged`: mails go to the local Supabase's log and not to a mailbox
 *
 * @param {{ config: Config, ended: boolean, claiming: boolean, signal: AbortSignal }} situation
 * @returns {import("./router.js").View}
 */
export function accountView({ config, ended, claiming, signal }) {
  const node = h("section", { class: "card narrow" });
  const introduction = introductionFor(ended, claiming);
  /** @param {Mode} mode */
  const draw = (mode) =>
    node.replaceChildren(
      h("h1", { tabindex: "-1" }, MODES[mode].title),
      h("p", { class: "soft" }, introduction),
      unsentNotice(signal),
      credentialsForm(mode, config),
      otherModes(mode, (other) => {
        draw(other);
        node.querySelector("h1")?.focus();
      }),
    );
  draw("in");
  return { title: "Sign in", node };
}

/** @param {boolean} ended @param {boolean} claiming */
function introductionFor(ended, claiming) {
  if (ended) return "Your session has ended. Sign in and you are back where you were.";
  if (claiming)
    return "Sign in or create an account, and the interview you just did becomes yours.";
  const linkError = new URLSearchParams(location.hash.slice(1)).get("error_description");
  if (linkError) return "That link is not valid any more. Ask for a new one.";
  return "See how your interview practice is going.";
}

/** @param {Mode} mode @param {Config} config */
function credentialsForm(mode, config) {
  const { button, password } = MODES[mode];
  const fields = [
    field("E-mail", { name: "email", type: "email", autocomplete: "username", required: true }),
  ];
  if (password) fields.push(passwordField("Password", password));
  return form(fields, button, (values, message) => submit(mode, values, config, message));
}

/** @param {Mode} mode @param {(other: Mode) => void} onChoose */
const otherModes = (mode, onChoose) =>
  h(
    "ul",
    { class: "other-ways" },
    /** @type {[Mode, string][]} */ (OTHER_MODES[mode]).map(([other, name]) =>
      h(
        "li",
        {},
        h("button", { type: "button", class: "link", onclick: () => onChoose(other) }, name),
      ),
    ),
  );

/** @param {string} name @param {Record<string, any>} attributes */
const field = (name, attributes) =>
  h("label", { class: "field" }, h("span", {}, name), h("input", attributes));

/** @param {string} name @param {string} autocomplete */
const passwordField = (name, autocomplete) =>
  field(name, {
    name: "password",
    type: "password",
    autocomplete,
    required: true,
    minlength: autocomplete === "new-password" ? 8 : null,
  });

/**
 * @param {HTMLElement[]} fields
 * @param {string} button
 * @param {(values: any, message: HTMLElement) => Promise<void>} action
 */
function form(fields, button, action) {
  const message = h("p", { class: "form-message", role: "alert" });
  const submitButton = h("button", { class: "button primary" }, button);
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    submitButton.disabled = true;
    message.textContent = "";
    try {
      await action(Object.fromEntries(new FormData(form)), message);
    } catch (error) {
      message.textContent = explanation(/** @type {any} */ (error));
    }
    submitButton.disabled = false;
  };
  return h("form", { onsubmit }, ...fields, message, submitButton);
}

/**
 * @param {Mode} mode
 * @param {{ email: string, password: string }} values
 * @param {Config} config
 * @param {HTMLElement} message
 */
async function submit(mode, { email, password }, config, message) {
  if (mode === "in") return signIn(email, password);
  if (mode === "up" && !(await signUp(email, password))) return;
  if (mode === "link") await sendMagicLink(email);
  if (mode === "reset") await sendPasswordReset(email);
  const log = "; the local one is written to .local/supabase/supabase.log";
  const place = config.mailsAreLogged ? log : "";
  message.textContent = `Look for a mail to ${email} with a link${place}.`;
}

/** @param {{ code?: string, message: string, status?: number }} error of supabase-js */
function explanation(error) {
  if (!navigator.onLine) return "You are offline. Try again when the connection is back.";
  if (error.code === "invalid_credentials") return "That e-mail and password do not go together.";
  if (error.code === "user_already_exists")
    return "There is an account with this e-mail. Sign in instead.";
  if (!error.status || error.status >= 500)
    return "Signing in is not possible just now. Try again in a moment.";
  return error.message;
}

/** @returns {import("./router.js").View} */
export function newPasswordView() {
  const fields = [passwordField("New password", "new-password")];
  const node = h(
    "section",
    { class: "card narrow" },
    h("h1", {}, "A new password"),
    h("p", { class: "soft" }, "You are signed in. Choose the password for the next time."),
    form(fields, "Save the password", async ({ password }) => {
      await changePassword(password);
      navigate("/dashboard", { replace: true });
    }),
  );
  return { title: "A new password", node };
}
