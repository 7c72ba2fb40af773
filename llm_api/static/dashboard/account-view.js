/** Signing in and up, and a new password. */

import { h } from "./dom.js";
import { navigate } from "./router.js";
import { changePassword, sendMagicLink, sendPasswordReset, signIn, signUp } from "./session.js";

const MODES = {
  in: { title: "Sign in", button: "Sign in", password: "current-password" },
  up: { title: "Create an account", button: "Create account", password: "new-password" },
  link: { title: "Sign in by e-mail", button: "Send me a link", password: "" },
  reset: { title: "Reset your password", button: "Send me a link", password: "" },
};

const OTHERS = {
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
 * @param {{ config: { mailsAreLogged: boolean }, ended: boolean, claiming: boolean }} situation
 * @returns {import("./router.js").View}
 */
export function accountView({ config, ended, claiming }) {
  const node = h("section", { class: "card narrow" });
  /** @param {Mode} mode */
  const turn = (mode) => {
    node.replaceChildren(...form(mode, { config, reason: reason(ended, claiming), turn }));
    node.querySelector("h1")?.focus();
  };
  node.append(...form("in", { config, reason: reason(ended, claiming), turn }));
  return { title: "Sign in", node };
}

/** @param {boolean} ended @param {boolean} claiming */
function reason(ended, claiming) {
  if (ended) return "Your session has ended. Sign in and you are back where you were.";
  if (claiming)
    return "Sign in or create an account, and the interview you just did becomes yours.";
  const failed = new URLSearchParams(location.hash.slice(1)).get("error_description");
  if (failed) return "That link is not valid any more. Ask for a new one.";
  return "See how your interview practice is going.";
}

/** @param {Mode} mode @param {any} context */
function form(mode, { config, reason, turn }) {
  const { title, button, password } = MODES[mode];
  const message = h("p", { class: "form-message", role: "alert" });
  const submit = h("button", { class: "button primary" }, button);
  const fields = [
    field("E-mail", { name: "email", type: "email", autocomplete: "username", required: true }),
  ];
  if (password) {
    fields.push(
      field("Password", {
        name: "password",
        type: "password",
        autocomplete: password,
        required: true,
        minlength: mode === "up" ? 8 : null,
      }),
    );
  }
  const onsubmit = (/** @type {SubmitEvent} */ event) =>
    send(event, message, submit, (values) => act(mode, values, config, message));
  return [
    h("h1", { tabindex: "-1" }, title),
    h("p", { class: "soft" }, reason),
    h("form", { onsubmit, novalidate: false }, ...fields, message, submit),
    h(
      "ul",
      { class: "other-ways" },
      OTHERS[mode].map(([to, name]) =>
        h("li", {}, h("button", { type: "button", class: "link", onclick: () => turn(to) }, name)),
      ),
    ),
  ];
}

/** @param {string} name @param {Record<string, any>} attributes */
const field = (name, attributes) =>
  h("label", { class: "field" }, h("span", {}, name), h("input", attributes));

/**
 * @param {SubmitEvent} event
 * @param {HTMLElement} message
 * @param {HTMLButtonElement} submit
 * @param {(values: Record<string, any>) => Promise<void>} action
 */
async function send(event, message, submit, action) {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
  submit.disabled = true;
  message.textContent = "";
  try {
    await action(values);
  } catch (error) {
    message.textContent = explained(/** @type {any} */ (error));
  }
  submit.disabled = false;
}

/** @param {Mode} mode @param {any} values @param {{ mailsAreLogged: boolean }} config @param {HTMLElement} message */
async function act(mode, { email, password }, config, message) {
  const where = config.mailsAreLogged
    ? "; the local one is written to .local/supabase/supabase.log"
    : "";
  if (mode === "in") await signIn(email, password);
  if (mode === "up" && !(await signUp(email, password))) return;
  if (mode === "link") await sendMagicLink(email);
  if (mode === "reset") await sendPasswordReset(email);
  if (mode !== "in") message.textContent = `Look for a mail to ${email} with a link${where}.`;
}

/** @param {{ code?: string, message: string, status?: number }} error */
function explained(error) {
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
  const message = h("p", { class: "form-message", role: "alert" });
  const submit = h("button", { class: "button primary" }, "Save the password");
  const onsubmit = (/** @type {SubmitEvent} */ event) =>
    send(event, message, submit, async ({ password }) => {
      await changePassword(password);
      navigate("/dashboard", { replace: true });
    });
  const node = h(
    "section",
    { class: "card narrow" },
    h("h1", {}, "A new password"),
    h("p", { class: "soft" }, "You are signed in. Choose the password for the next time."),
    h(
      "form",
      { onsubmit },
      field("New password", {
        name: "password",
        type: "password",
        autocomplete: "new-password",
        required: true,
        minlength: 8,
      }),
      message,
      submit,
    ),
  );
  return { title: "A new password", node };
}
