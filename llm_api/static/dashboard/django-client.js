/**
 * The REST API of Interview Storage for a browser. It needs nothing else: copy it.
 *
 *     const { saveInterview, listInterviews } = djangoClient({
 *       apiUrl: "https://interviews.example.com",
 *       accessToken: async () => (await supabase.auth.getSession()).data.session?.access_token,
 *     });
 *
 * An interview is kept in localStorage until the service has stored or refused it. One that could
 * not be sent, because the network, the service or the page went away, is sent when a client is
 * made on a later page, and when the browser is online again: under the idempotency key of the
 * first attempt, so that it is stored once.
 */

const UNSENT_PREFIX = "interview-storage.unsent.";
const MAX_ATTEMPTS = 4;
const FIRST_PAUSE = 500; // milliseconds; each further pause is twice as long
const LONGEST_PAUSE = 10_000;
const ATTEMPT_TIMEOUT = 30_000; // milliseconds
const RETRYABLE_STATUSES = [429, 502, 503, 504];

/**
 * @typedef {"Junior" | "Mid-level" | "Senior"} ExperienceLevel
 * @typedef {"Behavioral" | "Technical" | "System Design"} InterviewType
 * @typedef {{ role: "interviewer" | "user", content: string }} Message
 *
 * @typedef {object} FinishedInterview in the names that the frontend has for it
 * @property {string} jobRole
 * @property {string} experience
 * @property {string} interviewType
 * @property {{ role: string, content: string }[]} messages
 * @property {object} feedback
 * @property {number} questionCount
 *
 * @typedef {object} Feedback
 * @property {string[]} strengths
 * @property {string[]} areasForImprovement
 * @property {string[]} recommendations
 * @property {string} detailedFeedback
 *
 * @typedef {object} InterviewSummary
 * @property {string} id
 * @property {string | null} user_id
 * @property {string} job_role
 * @property {ExperienceLevel} experience_level
 * @property {InterviewType} interview_type
 * @property {Feedback & Record<string, unknown>} feedback
 * @property {number | null} overall_score
 * @property {number | null} communication_score
 * @property {number | null} technical_score
 * @property {number} question_count
 * @property {string} completed_at ISO 8601
 * @property {string} created_at ISO 8601
 * @property {{ where: string, snippet: string }[]} [matches] where a search found it
 *
 * @typedef {InterviewSummary & { conversation: Message[] }} Interview
 *
 * @typedef {{ data: Interview, warnings?: string[], claim_token?: string }} SavedInterview
 * @typedef {{ data: InterviewSummary[],
 *   pagination: { total: number, limit: number, next_cursor: string | null } }} InterviewPage
 *
 * @typedef {object} Filters the API's query parameters; null, "" and [] are left out
 * @property {string | null} [user_id] the signed-in person's own id; never needed
 * @property {string | null} [search] every word must occur
 * @property {string | null} [job_role] occurs in the job role
 * @property {string | string[] | null} [experience_level]
 * @property {string | string[] | null} [interview_type]
 * @property {string | number | null} [min_overall_score] inclusive
 * @property {string | number | null} [max_overall_score] inclusive
 * @property {string | null} [completed_after] ISO 8601, inclusive
 * @property {string | null} [completed_before] ISO 8601, exclusive
 * @property {string | null} [ordering] newest first by default
 * @property {string | number | null} [limit] rows of a page of the list
 * @property {string | null} [cursor] `next_cursor` of the page before
 *
 * @typedef {{ signal?: AbortSignal }} Options
 *
 * @typedef {object} Unsent
 * @property {string} key the idempotency key
 * @property {string | null} owner the id of its user; null if it was saved without a token
 * @property {string} body as JSON
 * @property {string} [refused] why the service refused it
 *
 * @typedef {object} Configuration
 * @property {string} [apiUrl] the address of the service; the page's own origin by default
 * @property {AccessToken} [accessToken] of the signed-in person
 * @property {(saved: SavedInterview) => void} [onLateSave] called for each interview that is saved
 *   by a later attempt than the one of `saveInterview`
 *
 * @typedef {() => Promise<string | null | undefined>} AccessToken
 * @typedef {RequestInit & { token?: string | null }} ApiRequest
 *   `token`: to be sent in the place of the current access token; null sends none
 */

/** A response that is no success, or none at all (`status` 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, message?: string, errors?: { field: string, message: string }[],
   *   request_id?: string }} body
   * @param {number} [wait] seconds after which to try again
   */
  constructor(status, body, wait = 0) {
    super(body.message ?? "The service cannot be reached just now.");
    this.name = "ApiError";
    this.status = status;
    this.code = body.code ?? "unreachable";
    this.errors = body.errors ?? [];
    this.requestId = body.request_id ?? "";
    this.wait = wait;
  }

  /** Whether the same request may succeed a little later. */
  get mayPass() {
    return this.status === 0 || RETRYABLE_STATUSES.includes(this.status);
  }
}

/** @param {Configuration} [configuration] */
export function djangoClient({ apiUrl = "", accessToken = noToken, onLateSave = ignore } = {}) {
  const requests = new Requests(apiUrl, accessToken);
  const outbox = new Outbox(requests, accessToken, onLateSave);
  const sendUnsent = () => outbox.sendAll();

  if (globalThis.window) {
    addEventListener("online", sendUnsent);
    sendUnsent();
  }

  return {
    sendUnsent,

    /**
     * Save a finished interview. Throws an ApiError: with `mayPass` the interview is kept and
     * will be sent later, else the service refused it and the message says why.
     * @param {FinishedInterview} interview
     * @param {string} [idempotencyKey] the same for every attempt at this interview
     */
    saveInterview: async (interview, idempotencyKey = crypto.randomUUID()) =>
      outbox.save(interview, idempotencyKey),

    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     * @returns {Promise<InterviewPage>}
     */
    listInterviews: (filters, options) => requests.json(`/list${query(filters)}`, options),

    /**
     * @param {string} id
     * @param {Options} [options]
     * @returns {Promise<{ data: Interview }>}
     */
    getInterview: (id, options) => requests.json(`/${encodeURIComponent(id)}`, options),

    /**
     * Never retried: if only the response was lost, a second attempt could but answer 404.
     * @param {string} id
     */
    deleteInterview: async (id) =>
      (await requests.once(`/${encodeURIComponent(id)}`, { method: "DELETE" })).json(),

    /**
     * Delete all of the signed-in person's interviews for good, if there are `expectedTotal`
     * (`total_interviews` of the statistics). Else a 409, and nothing is deleted. Never retried.
     * @param {number} expectedTotal
     * @returns {Promise<{ data: { deleted: number } }>}
     */
    deleteAllInterviews: async (expectedTotal) =>
      (await requests.once(query({ expected_total: expectedTotal }), { method: "DELETE" })).json(),

    /** @param {Options} [options] */
    getStats: (options) => requests.json("/stats", options),

    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     */
    getProgress: (filters, options) => requests.json(`/progress${query(filters)}`, options),

    /**
     * @param {string[]} ids two to five
     * @param {Options} [options]
     */
    compareInterviews: (ids, options) =>
      requests.json(`/compare${query({ ids: ids.join(",") })}`, options),

    /**
     * @param {string} claimToken of the response to a save without a token
     * @returns {Promise<{ data: Interview }>}
     */
    claimInterview: (claimToken) =>
      requests.json("/claim", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ claim_token: claimToken }),
      }),

    /**
     * @param {string} id
     * @param {"pdf" | "md" | "json"} kind
     */
    exportInterview: async (id, kind) =>
      file(await requests.withRetries(`/${encodeURIComponent(id)}/export.${kind}`)),

    /**
     * @param {"csv" | "json"} kind
     * @param {Filters} [filters]
     */
    exportInterviews: async (kind, filters) =>
      file(await requests.withRetries(`/export.${kind}${query(filters)}`)),
  };
}

/** Requests to the API. All throw an ApiError for a response that is no success. */
class Requests {
  /** @param {string} apiUrl @param {AccessToken} accessToken */
  constructor(apiUrl, accessToken) {
    this.url = `${apiUrl.replace(/\/$/, "")}/api/interviews`;
    this.accessToken = accessToken;
  }

  /** @param {string} path @param {ApiRequest} [request] @returns {Promise<Response>} */
  async once(path, { token, ...request } = {}) {
    const bearer = token === undefined ? await this.accessToken() : token;
    const headers = new Headers(request.headers);
    if (bearer) headers.set("Authorization", `Bearer ${bearer}`);
    const signals = [AbortSignal.timeout(ATTEMPT_TIMEOUT)];
    if (request.signal) signals.push(request.signal);
    const signal = AbortSignal.any(signals);
    const response = await fetch(this.url + path, { ...request, headers, signal }).catch((error) =>
      unreachable(error, request.signal),
    );
    if (response.ok) return response;
    const body = await response.json().catch(() => ({}));
    throw new ApiError(response.status, body, Number(response.headers.get("Retry-After")));
  }

  /** @param {string} path @param {ApiRequest} [request] @returns {Promise<Response>} */
  async withRetries(path, request = {}) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(path, request);
      } catch (error) {
        if (!(error instanceof ApiError) || !error.mayPass || attempt === MAX_ATTEMPTS) throw error;
        await pause(error.wait * 1000 || FIRST_PAUSE * 2 ** (attempt - 1), request.signal);
      }
    }
  }

  /** @param {string} path @param {ApiRequest} [request] */
  async json(path, request) {
    return (await this.withRetries(path, request)).json();
  }
}

/** Interviews on their way to the service. Each is in localStorage until it is stored or refused. */
class Outbox {
  /**
   * @param {Requests} requests
   * @param {AccessToken} accessToken
   * @param {(saved: SavedInterview) => void} onLateSave
   */
  constructor(requests, accessToken, onLateSave) {
    this.requests = requests;
    this.accessToken = accessToken;
    this.onLateSave = onLateSave;
    /** @type {Set<string>} the keys of the interviews that are being sent */
    this.sending = new Set();
  }

  /** @param {FinishedInterview} interview @param {string} key */
  async save(interview, key) {
    const owner = userOf(await this.accessToken());
    const unsent = { key, owner, body: JSON.stringify(inApiNames(interview)) };
    keep(unsent);
    return this.send(unsent).catch((error) => {
      if (isFinal(error)) forget(unsent);
      throw error;
    });
  }

  /** @param {Unsent} unsent @returns {Promise<SavedInterview>} */
  async send(unsent) {
    const token = unsent.owner ? await this.accessToken() : null;
    if (unsent.owner !== userOf(token)) throw new ApiError(0, { code: "somebody_else" });
    const headers = { "Content-Type": "application/json", "Idempotency-Key": unsent.key };
    const request = { method: "POST", headers, body: unsent.body, token };
    this.sending.add(unsent.key);
    try {
      const saved = await this.requests.json("/save", request);
      forget(unsent);
      return saved;
    } catch (error) {
      if (!isAboutTheClock(error)) throw error;
      return await this.send({ ...unsent, body: withoutTime(unsent.body) });
    } finally {
      this.sending.delete(unsent.key);
    }
  }

  /**
   * Send what an earlier page could not. An interview is sent only while the person who saved it
   * is signed in, so that it is never stored under another account.
   */
  async sendAll() {
    for (const unsent of unsentInterviews()) {
      if (!unsent.refused && !this.sending.has(unsent.key)) await this.sendLate(unsent);
    }
  }

  /** @param {Unsent} unsent */
  async sendLate(unsent) {
    try {
      this.onLateSave(await this.send(unsent));
    } catch (error) {
      if (isFinal(error)) keep({ ...unsent, refused: error.message });
    }
  }
}

/** The interviews that wait in this browser, and those that were refused. @returns {Unsent[]} */
export function unsentInterviews() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(UNSENT_PREFIX));
    return names.map((name) => JSON.parse(localStorage.getItem(name) ?? "null")).filter(Boolean);
  } catch {
    return []; // The browser denies access to its storage.
  }
}

/** @param {Unsent} unsent */
function keep(unsent) {
  try {
    localStorage.setItem(UNSENT_PREFIX + unsent.key, JSON.stringify(unsent));
  } catch {
    // The storage is full or denied. The interview is lost if this page cannot send it.
  }
}

/** @param {{ key: string }} unsent */
export function forget({ key }) {
  try {
    localStorage.removeItem(UNSENT_PREFIX + key);
  } catch {
    // The browser denies access to its storage, so that nothing was kept.
  }
}

/** Whether another attempt would fail too. @param {unknown} error @returns {error is ApiError} */
function isFinal(error) {
  return error instanceof ApiError && !error.mayPass && error.status !== 401 && error.status < 500;
}

/** @param {FinishedInterview} interview */
function inApiNames(interview) {
  return {
    job_role: interview.jobRole,
    experience_level: interview.experience,
    interview_type: interview.interviewType,
    conversation: interview.messages,
    feedback: interview.feedback,
    question_count: interview.questionCount,
    // The service would take the moment at which the interview arrives.
    completed_at: new Date().toISOString(),
  };
}

/** Whether the clock of this machine is so far ahead that the API refuses it. @param {unknown} error */
function isAboutTheClock(error) {
  return error instanceof ApiError && error.errors.some(({ field }) => field === "completed_at");
}

/** @param {string} body */
function withoutTime(body) {
  const { completed_at, ...rest } = JSON.parse(body);
  return JSON.stringify(rest);
}

/** @param {Filters | Record<string, string | number>} [filters] */
function query(filters = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined && one !== "") parameters.append(name, String(one));
    }
  }
  return parameters.size ? `?${parameters}` : "";
}

/**
 * The user of a token. It is not verified, as the service does that: here it only decides which
 * kept interviews are sent with this token.
 * @param {string | null | undefined} token
 * @returns {string | null}
 */
function userOf(token) {
  if (!token) return null;
  const payload = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(atob(payload)).sub;
}

/** @param {Response} response */
async function file(response) {
  const sent = response.headers.get("Content-Disposition") ?? "";
  const name = /filename="([^"]+)"/.exec(sent)?.[1] ?? "interviews";
  return { name, blob: await response.blob() };
}

/**
 * @param {unknown} error
 * @param {AbortSignal | null} [signal]
 * @returns {never}
 */
function unreachable(error, signal) {
  if (signal?.aborted) throw error;
  throw new ApiError(0, {});
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal | null} [signal]
 */
async function pause(milliseconds, signal) {
  await new Promise((done) => setTimeout(done, Math.min(milliseconds, LONGEST_PAUSE)));
  signal?.throwIfAborted();
}

/** @returns {Promise<null>} */
async function noToken() {
  return null;
}

/** @param {SavedInterview} _saved */
function ignore(_saved) {}
