/** @param {Configuration} [configuration] */
export function djangoClient({ apiUrl, accessToken, onLateSave, onUnsentChange, }?: Configuration): {
    /**
     * Save a finished interview. It is kept in this browser first. Throws an ApiError within three
     * seconds if it is not saved by then: with `mayPass` it is sent later, else the service refused
     * it and the message says why. `kept` says whether it is in this browser.
     * @param {FinishedInterview} interview
     * @param {string} [idempotencyKey] the same for every attempt at this interview. Without one,
     *   equal interviews within five minutes are one
     * @returns {Promise<SavedInterview>}
     */
    saveInterview: (interview: FinishedInterview, idempotencyKey?: string) => Promise<SavedInterview>;
    /**
     * Begin an interview whose messages are kept in this browser while it goes on.
     * @param {InterviewSetup} setup
     */
    startInterview: (setup: InterviewSetup) => OngoingInterview;
    /**
     * The interviews that a reload, a crash or a closed tab interrupted: the signed-in person's and
     * nobody's, without those that are open in another tab.
     */
    unfinishedInterviews: () => Promise<OngoingInterview[]>;
    /**
     * Add the feedback of an interview that was saved without one. Kept and retried like a save.
     * @param {string} id of the interview, or its key
     * @param {object} feedback
     * @param {{ claimToken?: string, replace?: boolean }} [options] `claimToken`: of an interview
     *   that is nobody's, if this browser did not save it; `replace`: whatever feedback is there
     * @returns {Promise<SavedInterview>}
     */
    addFeedback: (id: string, feedback: object, options?: {
        claimToken?: string;
        replace?: boolean;
    }) => Promise<SavedInterview>;
    /** What waits in this browser: unsent and refused interviews, and feedback. */
    unsentInterviews: () => Promise<UnsentInterview[]>;
    /** Try to send everything that waits and was not refused. */
    sendUnsent: () => Promise<void>;
    /**
     * Send an unsent interview again, refused or not.
     * @param {string} key
     * @param {Partial<FinishedInterview>} [corrected] the fields to change
     * @returns {Promise<SavedInterview>}
     */
    resend: (key: string, corrected?: Partial<FinishedInterview>) => Promise<SavedInterview>;
    /** Delete an unsent interview from this browser, for good. @param {string} key */
    discard: (key: string) => Promise<void>;
    /** To be called when the person signs out: what is saved after that is nobody's. */
    signedOut: () => void;
    /** What this browser saved without a token, and nobody has claimed through it. */
    unclaimedInterviews: () => UnclaimedInterview[];
    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     * @returns {Promise<InterviewPage>}
     */
    listInterviews: (filters?: Filters, options?: Options) => Promise<InterviewPage>;
    /**
     * @param {string} id
     * @param {Options} [options]
     * @returns {Promise<{ data: Interview }>}
     */
    getInterview: (id: string, options?: Options) => Promise<{
        data: Interview;
    }>;
    /**
     * Never retried: if only the response was lost, a second attempt could but answer 404.
     * @param {string} id
     */
    deleteInterview: (id: string) => Promise<any>;
    /**
     * Delete all of the signed-in person's interviews for good, if there are `expectedTotal`
     * (`total_interviews` of the statistics). Else a 409, and nothing is deleted. Never retried.
     * @param {number} expectedTotal
     * @returns {Promise<{ data: { deleted: number } }>}
     */
    deleteAllInterviews: (expectedTotal: number) => Promise<{
        data: {
            deleted: number;
        };
    }>;
    /**
     * @param {Options} [options]
     * @returns {Promise<{ data: Stats }>}
     */
    getStats: (options?: Options) => Promise<{
        data: Stats;
    }>;
    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     * @returns {Promise<{ data: Progress }>}
     */
    getProgress: (filters?: Filters, options?: Options) => Promise<{
        data: Progress;
    }>;
    /**
     * @param {string[]} ids two to five
     * @param {Options} [options]
     * @returns {Promise<{ data: Comparison, warnings?: string[] }>}
     */
    compareInterviews: (ids: string[], options?: Options) => Promise<{
        data: Comparison;
        warnings?: string[];
    }>;
    /**
     * Which interview a claim token is for. An ApiError with status 404 if it can not be claimed.
     * @param {string} claimToken of the response to a save without a token
     * @param {Options} [options]
     * @returns {Promise<{ data: ClaimPreview }>}
     */
    previewClaim: (claimToken: string, options?: Options) => Promise<{
        data: ClaimPreview;
    }>;
    /**
     * @param {string} claimToken of the response to a save without a token
     * @returns {Promise<{ data: Interview }>}
     */
    claimInterview: (claimToken: string) => Promise<{
        data: Interview;
    }>;
    /**
     * @param {string} id
     * @param {"pdf" | "md" | "json"} kind
     * @param {ZoneOption & NameOption & Options} [options]
     */
    exportInterview: (id: string, kind: "pdf" | "md" | "json", { signal, ...options }?: ZoneOption & NameOption & Options) => Promise<{
        name: string;
        blob: Blob;
    }>;
    /**
     * @param {"csv" | "json"} kind
     * @param {Filters & ZoneOption} [filters]
     * @param {Options} [options]
     */
    exportInterviews: (kind: "csv" | "json", filters?: Filters & ZoneOption, options?: Options) => Promise<{
        name: string;
        blob: Blob;
    }>;
    /**
     * A PDF of one or two pages.
     * @param {Filters} [filters] as of `getProgress`
     * @param {ZoneOption & NameOption & Options} [options]
     */
    exportProgress: (filters?: Filters, { signal, ...options }?: ZoneOption & NameOption & Options) => Promise<{
        name: string;
        blob: Blob;
    }>;
    /**
     * A PDF of one or two pages.
     * @param {string[]} ids two to five
     * @param {ZoneOption & NameOption & Options} [options]
     */
    exportComparison: (ids: string[], { signal, ...options }?: ZoneOption & NameOption & Options) => Promise<{
        name: string;
        blob: Blob;
    }>;
};
/**
 * @typedef {"Junior" | "Mid-level" | "Senior"} ExperienceLevel
 * @typedef {"Behavioral" | "Technical" | "System Design"} InterviewType
 * @typedef {{ role: "interviewer" | "user", content: string }} Message
 *
 * @typedef {object} InterviewSetup in the names that the frontend has for it
 * @property {string} jobRole
 * @property {string} experience
 * @property {string} interviewType
 *
 * @typedef {object} FinishedInterview in the names that the frontend has for it
 * @property {string} jobRole
 * @property {string} experience
 * @property {string} interviewType
 * @property {{ role: string, content: string }[]} messages
 * @property {object | null} [feedback] can be added later with `addFeedback`
 * @property {number} [questionCount] the interviewer's messages are counted by default
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
 * @property {Match[]} [matches] where a search found it
 *
 * @typedef {InterviewSummary & { conversation: Message[] }} Interview
 *
 * @typedef {{ data: Interview, warnings?: string[], claim_token?: string }} SavedInterview
 * @typedef {Pick<Interview, "id" | "user_id" | "job_role" | "experience_level" | "interview_type"
 *   | "completed_at">} ClaimPreview `user_id` is null, or that of the signed-in person
 *
 * @typedef {{ data: InterviewSummary[],
 *   pagination: { total: number, limit: number, next_cursor: string | null } }} InterviewPage
 *
 * @typedef {object} Point an interview of a progress; its scores are exact
 * @property {string} id
 * @property {string} completed_at ISO 8601
 * @property {string} job_role
 * @property {InterviewType} interview_type
 * @property {ExperienceLevel} experience_level
 * @property {number | null} overall_score
 * @property {number | null} communication_score
 * @property {number | null} technical_score
 * @property {Record<string, number>} competencies
 * @property {number | null} moving_average of this and up to two preceding overall scores
 *
 * @typedef {object} Stats scores are exact, averages have two decimals
 * @property {number} total_interviews
 * @property {number} total_questions
 * @property {number | null} average_overall_score
 * @property {number | null} average_communication_score
 * @property {number | null} average_technical_score
 * @property {number | null} best_overall_score
 * @property {number | null} latest_overall_score of the latest interview that has one
 * @property {string | null} first_completed_at ISO 8601
 * @property {string | null} last_completed_at ISO 8601
 * @property {TypeStats[]} by_interview_type
 * @property {LevelStats[]} by_experience_level
 * @property {CompetencyStats[]} competencies sorted by name
 *
 * @typedef {object} TypeStats
 * @property {number} total_interviews
 * @property {number | null} average_overall_score
 * @property {InterviewType} interview_type
 *
 * @typedef {object} LevelStats
 * @property {number} total_interviews
 * @property {number | null} average_overall_score
 * @property {ExperienceLevel} experience_level
 *
 * @typedef {object} CompetencyStats
 * @property {string} name
 * @property {number} average
 * @property {number} n interviews that have it
 *
 * @typedef {{ first: number, latest: number, difference: number, n: number }} Change
 * @typedef {object} Changes from the first to the latest interview that has the score
 * @property {Change | null} overall_score
 * @property {Change | null} communication_score
 * @property {Change | null} technical_score
 * @property {Record<string, Change | null>} competencies
 *
 * @typedef {{ early: number, late: number, difference: number, k: number, n: number }} Trend
 * @typedef {object} Trends of the first three that have the score against the last three
 * @property {Trend | null} overall_score
 * @property {Trend | null} communication_score
 * @property {Trend | null} technical_score
 * @property {Record<string, Trend | null>} competencies
 *
 * @typedef {object} Recurrence advice that at least two interviews share
 * @property {string} text
 * @property {number} count of interviews
 * @property {string} first_seen ISO 8601
 * @property {string} last_seen ISO 8601
 * @property {string[]} interview_ids
 *
 * @typedef {object} Progress
 * @property {number} n
 * @property {Point[]} points oldest first
 * @property {Changes} change
 * @property {Trends} trend
 * @property {{ strengths: Recurrence[], areas_for_improvement: Recurrence[] }} recurring
 *
 * @typedef {{ id: string, score: number | null, change: number | null }} ScoreStep
 * @typedef {object} ScoreSteps of each interview, oldest first
 * @property {ScoreStep[]} overall_score
 * @property {ScoreStep[]} communication_score
 * @property {ScoreStep[]} technical_score
 * @property {Record<string, ScoreStep[]>} competencies
 *
 * @typedef {{ kept: string[], gained: string[], lost: string[] }} StrengthsChange
 * @typedef {{ resolved: string[], persisting: string[], new: string[] }} AreasChange
 * @typedef {object} Comparison
 * @property {InterviewSummary[]} interviews oldest first
 * @property {ScoreSteps} scores
 * @property {StrengthsChange} strengths
 * @property {AreasChange} areas_for_improvement
 *
 * @typedef {object} Match a place where words of a search are
 * @property {string} where job_role, conversation.3, feedback.strengths.0, …
 * @property {string} snippet plain text, with an ellipsis where it was cut
 * @property {[number, number][]} ranges [start, end] of each word in the snippet, in code points:
 *   those of `Array.from(snippet)`
 *
 * @typedef {object} Filters the API's query parameters; null, "" and [] are left out
 * @property {string | null} [user_id] the signed-in person's own id; never needed
 * @property {string | null} [search] every word, and every "quoted phrase", must occur
 * @property {"everything" | "answers" | null} [search_in] answers: the user's messages alone
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
 * @typedef {object} NameOption
 * @property {string | null} [name] whose it is, up to 100 characters; shown in the PDF only
 *
 * @typedef {object} ZoneOption
 * @property {string | null} [time_zone] the IANA time zone of the dates in a file; UTC by default
 *
 * @typedef {{ field: string, message: string, code?: string }} FieldError
 *
 * @typedef {object} Refusal why the service did not take an interview
 * @property {number} status
 * @property {string} code
 * @property {string} message
 * @property {FieldError[]} errors
 *
 * @typedef {object} UnsentInterview
 * @property {string} key
 * @property {string | null} owner the id of its person; null if nobody was signed in
 * @property {boolean} own whether it is the signed-in person's, or nobody's. Show others to nobody
 * @property {string | null} savedAt ISO 8601; null where a former version did not note it
 * @property {Partial<FinishedInterview>} interview of feedback that came later: that alone
 * @property {string} [interviewId] of feedback that came later: the interview to which it belongs
 * @property {Refusal} [refused]
 * @property {"connection" | "sign-in" | "correction"} [waitingFor]
 *
 * @typedef {ReturnType<ReturnType<typeof djangoClient>["startInterview"]>} StartedInterview
 *
 * @typedef {{ id: string, claimToken: string, savedAt: string }} UnclaimedInterview
 * @typedef {object} Attempt at an interview
 * @property {string} id the key
 * @property {string} savedAt ISO 8601
 * @property {number} [content] a hash, where the frontend gave the key
 * @property {string} [interviewId] once it is stored
 * @property {string | null} [owner] once it is stored
 *
 * @typedef {object} Ownership whose an interview is, as far as that is known
 * @property {string | null} owner
 * @property {boolean} [ownerUnknown] `owner` is at most a presumption
 * @property {boolean} [somebody] a person is signed in, with whatever id
 *
 * @typedef {Ownership & { key: string, savedAt?: string, body: string, idempotencyKey?: string,
 *   refused?: Refusal | string, interviewId?: string, interviewKey?: string, claimToken?: string,
 *   replace?: boolean, revision?: number }} UnsentRecord as it is kept; `body` is JSON
 *
 * @typedef {Ownership & InterviewSetup & { key: string, messages: { role: string,
 *   content: string }[], startedAt: string, changedAt: string, revision?: number
 *   }} UnfinishedRecord as it is kept
 *
 * @typedef {{ token: string | null, user: string | null, readable: boolean }} TokenReading
 *
 * @typedef {object} Configuration
 * @property {string} [apiUrl] the address of the service; the page's own origin by default
 * @property {AccessToken} [accessToken] of the signed-in person
 * @property {(saved: SavedInterview) => void} [onLateSave] called for each interview that is saved
 *   after `saveInterview` has said that it is kept; with its `claim_token` if it is nobody's
 * @property {() => void} [onUnsentChange] called when `unsentInterviews` has other entries than
 *   before, or others are refused
 *
 * @typedef {() => Promise<string | null | undefined>} AccessToken
 * @typedef {RequestInit & { token?: string | null }} ApiRequest
 *   `token`: to be sent in the place of the current access token; null sends none
 */
/** A response that is no success, or none at all (`status` 0). */
export class ApiError extends Error {
    /**
     * @param {number} status
     * @param {{ code?: string, message?: string, errors?: FieldError[], request_id?: string }} body
     * @param {number} [wait] seconds after which to try again
     */
    constructor(status: number, body: {
        code?: string;
        message?: string;
        errors?: FieldError[];
        request_id?: string;
    }, wait?: number);
    status: number;
    code: string;
    errors: FieldError[];
    requestId: string;
    wait: number;
    /** Whether the interview or feedback of this call is kept in this browser. */
    kept: boolean;
    /** Its key among the unsent interviews. */
    key: string;
    /** Whether the same request may succeed a little later. */
    get mayPass(): boolean;
}
export type ExperienceLevel = "Junior" | "Mid-level" | "Senior";
export type InterviewType = "Behavioral" | "Technical" | "System Design";
export type Message = {
    role: "interviewer" | "user";
    content: string;
};
/**
 * in the names that the frontend has for it
 */
export type InterviewSetup = {
    jobRole: string;
    experience: string;
    interviewType: string;
};
/**
 * in the names that the frontend has for it
 */
export type FinishedInterview = {
    jobRole: string;
    experience: string;
    interviewType: string;
    messages: {
        role: string;
        content: string;
    }[];
    /**
     * can be added later with `addFeedback`
     */
    feedback?: object | null | undefined;
    /**
     * the interviewer's messages are counted by default
     */
    questionCount?: number | undefined;
};
export type Feedback = {
    strengths: string[];
    areasForImprovement: string[];
    recommendations: string[];
    detailedFeedback: string;
};
export type InterviewSummary = {
    id: string;
    user_id: string | null;
    job_role: string;
    experience_level: ExperienceLevel;
    interview_type: InterviewType;
    feedback: Feedback & Record<string, unknown>;
    overall_score: number | null;
    communication_score: number | null;
    technical_score: number | null;
    question_count: number;
    /**
     * ISO 8601
     */
    completed_at: string;
    /**
     * ISO 8601
     */
    created_at: string;
    /**
     * where a search found it
     */
    matches?: Match[] | undefined;
};
export type Interview = InterviewSummary & {
    conversation: Message[];
};
export type SavedInterview = {
    data: Interview;
    warnings?: string[];
    claim_token?: string;
};
/**
 * `user_id` is null, or that of the signed-in person
 */
export type ClaimPreview = Pick<Interview, "id" | "user_id" | "job_role" | "experience_level" | "interview_type" | "completed_at">;
export type InterviewPage = {
    data: InterviewSummary[];
    pagination: {
        total: number;
        limit: number;
        next_cursor: string | null;
    };
};
/**
 * an interview of a progress; its scores are exact
 */
export type Point = {
    id: string;
    /**
     * ISO 8601
     */
    completed_at: string;
    job_role: string;
    interview_type: InterviewType;
    experience_level: ExperienceLevel;
    overall_score: number | null;
    communication_score: number | null;
    technical_score: number | null;
    competencies: Record<string, number>;
    /**
     * of this and up to two preceding overall scores
     */
    moving_average: number | null;
};
/**
 * scores are exact, averages have two decimals
 */
export type Stats = {
    total_interviews: number;
    total_questions: number;
    average_overall_score: number | null;
    average_communication_score: number | null;
    average_technical_score: number | null;
    best_overall_score: number | null;
    /**
     * of the latest interview that has one
     */
    latest_overall_score: number | null;
    /**
     * ISO 8601
     */
    first_completed_at: string | null;
    /**
     * ISO 8601
     */
    last_completed_at: string | null;
    by_interview_type: TypeStats[];
    by_experience_level: LevelStats[];
    /**
     * sorted by name
     */
    competencies: CompetencyStats[];
};
export type TypeStats = {
    total_interviews: number;
    average_overall_score: number | null;
    interview_type: InterviewType;
};
export type LevelStats = {
    total_interviews: number;
    average_overall_score: number | null;
    experience_level: ExperienceLevel;
};
export type CompetencyStats = {
    name: string;
    average: number;
    /**
     * interviews that have it
     */
    n: number;
};
export type Change = {
    first: number;
    latest: number;
    difference: number;
    n: number;
};
/**
 * from the first to the latest interview that has the score
 */
export type Changes = {
    overall_score: Change | null;
    communication_score: Change | null;
    technical_score: Change | null;
    competencies: Record<string, Change | null>;
};
export type Trend = {
    early: number;
    late: number;
    difference: number;
    k: number;
    n: number;
};
/**
 * of the first three that have the score against the last three
 */
export type Trends = {
    overall_score: Trend | null;
    communication_score: Trend | null;
    technical_score: Trend | null;
    competencies: Record<string, Trend | null>;
};
/**
 * advice that at least two interviews share
 */
export type Recurrence = {
    text: string;
    /**
     * of interviews
     */
    count: number;
    /**
     * ISO 8601
     */
    first_seen: string;
    /**
     * ISO 8601
     */
    last_seen: string;
    interview_ids: string[];
};
export type Progress = {
    n: number;
    /**
     * oldest first
     */
    points: Point[];
    change: Changes;
    trend: Trends;
    recurring: {
        strengths: Recurrence[];
        areas_for_improvement: Recurrence[];
    };
};
export type ScoreStep = {
    id: string;
    score: number | null;
    change: number | null;
};
/**
 * of each interview, oldest first
 */
export type ScoreSteps = {
    overall_score: ScoreStep[];
    communication_score: ScoreStep[];
    technical_score: ScoreStep[];
    competencies: Record<string, ScoreStep[]>;
};
export type StrengthsChange = {
    kept: string[];
    gained: string[];
    lost: string[];
};
export type AreasChange = {
    resolved: string[];
    persisting: string[];
    new: string[];
};
export type Comparison = {
    /**
     * oldest first
     */
    interviews: InterviewSummary[];
    scores: ScoreSteps;
    strengths: StrengthsChange;
    areas_for_improvement: AreasChange;
};
/**
 * a place where words of a search are
 */
export type Match = {
    /**
     * job_role, conversation.3, feedback.strengths.0, …
     */
    where: string;
    /**
     * plain text, with an ellipsis where it was cut
     */
    snippet: string;
    /**
     * [start, end] of each word in the snippet, in code points:
     * those of `Array.from(snippet)`
     */
    ranges: [number, number][];
};
/**
 * the API's query parameters; null, "" and [] are left out
 */
export type Filters = {
    /**
     * the signed-in person's own id; never needed
     */
    user_id?: string | null | undefined;
    /**
     * every word, and every "quoted phrase", must occur
     */
    search?: string | null | undefined;
    /**
     * answers: the user's messages alone
     */
    search_in?: "everything" | "answers" | null | undefined;
    /**
     * occurs in the job role
     */
    job_role?: string | null | undefined;
    experience_level?: string | string[] | null | undefined;
    interview_type?: string | string[] | null | undefined;
    /**
     * inclusive
     */
    min_overall_score?: string | number | null | undefined;
    /**
     * inclusive
     */
    max_overall_score?: string | number | null | undefined;
    /**
     * ISO 8601, inclusive
     */
    completed_after?: string | null | undefined;
    /**
     * ISO 8601, exclusive
     */
    completed_before?: string | null | undefined;
    /**
     * newest first by default
     */
    ordering?: string | null | undefined;
    /**
     * rows of a page of the list
     */
    limit?: string | number | null | undefined;
    /**
     * `next_cursor` of the page before
     */
    cursor?: string | null | undefined;
};
export type Options = {
    signal?: AbortSignal;
};
export type NameOption = {
    /**
     * whose it is, up to 100 characters; shown in the PDF only
     */
    name?: string | null | undefined;
};
export type ZoneOption = {
    /**
     * the IANA time zone of the dates in a file; UTC by default
     */
    time_zone?: string | null | undefined;
};
export type FieldError = {
    field: string;
    message: string;
    code?: string;
};
/**
 * why the service did not take an interview
 */
export type Refusal = {
    status: number;
    code: string;
    message: string;
    errors: FieldError[];
};
export type UnsentInterview = {
    key: string;
    /**
     * the id of its person; null if nobody was signed in
     */
    owner: string | null;
    /**
     * whether it is the signed-in person's, or nobody's. Show others to nobody
     */
    own: boolean;
    /**
     * ISO 8601; null where a former version did not note it
     */
    savedAt: string | null;
    /**
     * of feedback that came later: that alone
     */
    interview: Partial<FinishedInterview>;
    /**
     * of feedback that came later: the interview to which it belongs
     */
    interviewId?: string | undefined;
    refused?: Refusal | undefined;
    waitingFor?: "connection" | "sign-in" | "correction" | undefined;
};
export type StartedInterview = ReturnType<ReturnType<typeof djangoClient>["startInterview"]>;
export type UnclaimedInterview = {
    id: string;
    claimToken: string;
    savedAt: string;
};
/**
 * at an interview
 */
export type Attempt = {
    /**
     * the key
     */
    id: string;
    /**
     * ISO 8601
     */
    savedAt: string;
    /**
     * a hash, where the frontend gave the key
     */
    content?: number | undefined;
    /**
     * once it is stored
     */
    interviewId?: string | undefined;
    /**
     * once it is stored
     */
    owner?: string | null | undefined;
};
/**
 * whose an interview is, as far as that is known
 */
export type Ownership = {
    owner: string | null;
    /**
     * `owner` is at most a presumption
     */
    ownerUnknown?: boolean | undefined;
    /**
     * a person is signed in, with whatever id
     */
    somebody?: boolean | undefined;
};
/**
 * as it is kept; `body` is JSON
 */
export type UnsentRecord = Ownership & {
    key: string;
    savedAt?: string;
    body: string;
    idempotencyKey?: string;
    refused?: Refusal | string;
    interviewId?: string;
    interviewKey?: string;
    claimToken?: string;
    replace?: boolean;
    revision?: number;
};
/**
 * as it is kept
 */
export type UnfinishedRecord = Ownership & InterviewSetup & {
    key: string;
    messages: {
        role: string;
        content: string;
    }[];
    startedAt: string;
    changedAt: string;
    revision?: number;
};
export type TokenReading = {
    token: string | null;
    user: string | null;
    readable: boolean;
};
export type Configuration = {
    /**
     * the address of the service; the page's own origin by default
     */
    apiUrl?: string | undefined;
    /**
     * of the signed-in person
     */
    accessToken?: AccessToken | undefined;
    /**
     * called for each interview that is saved
     * after `saveInterview` has said that it is kept; with its `claim_token` if it is nobody's
     */
    onLateSave?: ((saved: SavedInterview) => void) | undefined;
    /**
     * called when `unsentInterviews` has other entries than
     * before, or others are refused
     */
    onUnsentChange?: (() => void) | undefined;
};
export type AccessToken = () => Promise<string | null | undefined>;
/**
 * `token`: to be sent in the place of the current access token; null sends none
 */
export type ApiRequest = RequestInit & {
    token?: string | null;
};
/**
 * an interview that this page has saved, or tried to
 */
export type Recent = {
    record: UnsentRecord;
    content: string;
    /**
     * the frontend's own array
     */
    messages: unknown;
    at: number;
    stored: boolean | Promise<boolean>;
    saved?: SavedInterview | undefined;
};
/** An interview that goes on. Each message is kept in this browser when it is said. */
declare class OngoingInterview {
    /**
     * @param {UnfinishedRecord} record
     * @param {UnfinishedInterviews} unfinished
     * @param {boolean} started whether it was started in this page, not interrupted before
     */
    constructor(record: UnfinishedRecord, unfinished: UnfinishedInterviews, started: boolean);
    /** @private */
    private record;
    /** @private */
    private unfinished;
    /** @private */
    private goesOn;
    /** @private @type {boolean | Promise<boolean>} */
    private stored;
    /** @private @type {object | null | undefined} */
    private feedback;
    isFinished: boolean;
    get key(): string;
    /** The id of the person whose it is; null if nobody is signed in, or before that is known. */
    get owner(): string | null;
    get jobRole(): string;
    get experience(): string;
    get interviewType(): string;
    get messages(): {
        role: string;
        content: string;
    }[];
    /** ISO 8601 */
    get startedAt(): string;
    /** ISO 8601: when something was said last */
    get changedAt(): string;
    /**
     * Add what somebody said, and keep it. Resolves to whether this browser could keep it; there is
     * no need to wait for that.
     * @param {{ role: string, content: string }} message
     * @returns {Promise<boolean>}
     */
    say(message: {
        role: string;
        content: string;
    }): Promise<boolean>;
    /**
     * Save the interview, as `saveInterview` does. Feedback that is not there yet can be given to a
     * second call.
     * @param {object | null} [feedback]
     * @param {number} [questionCount] the interviewer's messages are counted by default
     * @returns {Promise<SavedInterview>}
     */
    finish(feedback?: object | null, questionCount?: number): Promise<SavedInterview>;
    /** Delete it from this browser, for good. */
    discard(): Promise<void>;
    /** @private */
    private get name();
    /** @private */
    private close;
    /** @private @param {number} [questionCount] */
    private finished;
    /**
     * If another tab went on with the same interrupted interview, or finished it, go on under a key
     * of its own, so that neither loses what the other was told.
     * @private
     */
    private separateFromOthers;
    /** @private */
    private settleOwner;
}
/** Interviews that go on, and those that were interrupted. */
declare class UnfinishedInterviews {
    /** @param {Session} session @param {BrowserStore} store @param {Outbox} outbox */
    constructor(session: Session, store: BrowserStore, outbox: Outbox);
    session: Session;
    store: BrowserStore;
    outbox: Outbox;
    openInterviews: OpenInterviews;
    /** @type {Map<string, OngoingInterview>} those that go on in this page, by key */
    ongoing: Map<string, OngoingInterview>;
    /** @param {InterviewSetup} setup */
    start({ jobRole, experience, interviewType }: InterviewSetup): OngoingInterview;
    /** @returns {Promise<OngoingInterview[]>} the latest first */
    list(): Promise<OngoingInterview[]>;
}
/**
 * The signed-in person. A token that cannot be read now does not mean that nobody is signed in, so
 * the last person is remembered until `signedOut`.
 */
declare class Session {
    /** @param {AccessToken} [accessToken] */
    constructor(accessToken?: AccessToken);
    accessToken: AccessToken | undefined;
    signOuts: number;
    /** @type {string | null} who was signed in last, where that cannot be stored */
    person: string | null;
    /** @type {{ since: number, reading: Promise<TokenReading>, late: boolean } | null} */
    pending: {
        since: number;
        reading: Promise<TokenReading>;
        late: boolean;
    } | null;
    /** @type {TokenReading | null} */
    lastReading: TokenReading | null;
    /** Called when a token arrives after its caller has given up waiting. */
    onLateToken: () => void;
    /** The current access token. It takes as long as `accessToken` does. */
    token(): Promise<string | null>;
    /** @param {string} user */
    remember(user: string): void;
    /** The current access token, if it can be had soon. @returns {Promise<TokenReading>} */
    read(): Promise<TokenReading>;
    /** One call of `accessToken` at a time: supabase-js queues them behind one lock. */
    pendingReading(): {
        since: number;
        reading: Promise<TokenReading>;
        late: boolean;
    };
    /** Whose an interview is that is saved now. @returns {Ownership} */
    presumedOwner(): Ownership;
    /** The id of the signed-in person, as far as it is known. */
    currentUser(): string | null;
    signedOut(): void;
}
/**
 * Records by name: in localStorage, which is written at once; in IndexedDB where one does not fit;
 * in memory, so only for this page, where the browser can store neither.
 */
declare class BrowserStore {
    /** @type {Map<string, any>} */
    memory: Map<string, any>;
    /** @type {Set<string>} */
    databaseNames: Set<string>;
    /** @type {Promise<IDBDatabase | null> | null} */
    opening: Promise<IDBDatabase | null> | null;
    opensSlowly: boolean;
    /**
     * @param {string} name
     * @param {{ revision?: number }} record
     * @param {string} [replacing] the name of what may give way to it
     * @returns {boolean | Promise<boolean>} whether it survives this page
     */
    put(name: string, record: {
        revision?: number;
    }, replacing?: string): boolean | Promise<boolean>;
    /** @param {string} name @param {string} text */
    putInDatabase(name: string, text: string): Promise<boolean>;
    /** A record that is no further away than localStorage. @param {string} name */
    getNow(name: string): any;
    /** @param {string} name */
    isInDatabase(name: string): boolean;
    /** @param {string} name */
    has(name: string): boolean;
    /** All whose names begin with `prefix`, oldest first. @param {string} prefix @returns {Promise<any[]>} */
    all(prefix: string): Promise<any[]>;
    /** @param {string} prefix @returns {Promise<[string, any][]>} */
    allInDatabase(prefix: string): Promise<[string, any][]>;
    /** @param {string} name */
    remove(name: string): Promise<void>;
    /** @param {string} name */
    removeFromDatabase(name: string): Promise<void>;
    /**
     * @template T
     * @param {IDBTransactionMode} mode
     * @param {(kept: IDBObjectStore) => IDBRequest<T>} action
     * @returns {Promise<T | null | undefined>} undefined without a database, or where it failed
     */
    transaction<T>(mode: IDBTransactionMode, action: (kept: IDBObjectStore) => IDBRequest<T>): Promise<T | null | undefined>;
    /** The database, if it opens soon. One that is slow is waited for once, and used when it is open. */
    database(): Promise<IDBDatabase | null>;
}
/**
 * @typedef {object} Recent an interview that this page has saved, or tried to
 * @property {UnsentRecord} record
 * @property {string} content
 * @property {unknown} messages the frontend's own array
 * @property {number} at
 * @property {boolean | Promise<boolean>} stored
 * @property {SavedInterview} [saved]
 */
/** Interviews and feedback on their way to the service. Each is kept until the service has it. */
declare class Outbox {
    /**
     * @param {Requests} requests
     * @param {Session} session
     * @param {BrowserStore} store
     * @param {BrowserMemory<UnclaimedInterview>} claims
     * @param {Required<Pick<Configuration, "onLateSave" | "onUnsentChange">>} listeners
     */
    constructor(requests: Requests, session: Session, store: BrowserStore, claims: BrowserMemory<UnclaimedInterview>, listeners: Required<Pick<Configuration, "onLateSave" | "onUnsentChange">>);
    requests: Requests;
    session: Session;
    store: BrowserStore;
    claims: BrowserMemory<UnclaimedInterview>;
    /** @type {BrowserMemory<Attempt>} */
    attempts: BrowserMemory<Attempt>;
    listeners: Required<Pick<Configuration, "onLateSave" | "onUnsentChange">>;
    /** @type {Map<string, Promise<SavedInterview>>} by key */
    deliveries: Map<string, Promise<SavedInterview>>;
    /** @type {Map<string, number>} by key: how many callers still wait for the outcome */
    callers: Map<string, number>;
    /** @type {Map<string, Recent>} by key */
    recent: Map<string, Recent>;
    /** @type {Set<string>} the keys of what was saved or discarded in this page */
    gone: Set<string>;
    /** @type {string | null} the token that the service has answered with a 401 */
    rejectedToken: string | null;
    failures: number;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    timer: ReturnType<typeof setTimeout> | undefined;
    pass: Promise<void>;
    /** Send what waits: now, and whenever it may succeed again. */
    start(): void;
    /** Send what waits, and remember who is signed in: this is called when somebody has signed in. */
    sendUnsent(): Promise<void>;
    /**
     * @param {FinishedInterview} interview
     * @param {{ key?: string, ownership?: Ownership, completedAt?: string, replacing?: string }} options
     *   `replacing`: the name of the unfinished interview that this is
     * @returns {Promise<SavedInterview>}
     */
    save(interview: FinishedInterview, { key, ownership, completedAt, replacing }: {
        key?: string;
        ownership?: Ownership;
        completedAt?: string;
        replacing?: string;
    }): Promise<SavedInterview>;
    /** @param {FinishedInterview} interview @param {string} [key] @param {string} [completedAt] */
    saveFromServer(interview: FinishedInterview, key?: string, completedAt?: string): Promise<any>;
    /**
     * When the interview was first given to this browser under the frontend's own key. Attempts on
     * later pages are replays for the service only if they name the same time.
     * @param {string} content
     * @param {string} [key]
     */
    firstAttempt(content: string, key?: string): string;
    /**
     * The same interview as an earlier call's: a double click, an effect that ran twice, another
     * attempt. Somebody who gives the same interview again later has two.
     * @param {FinishedInterview} interview
     * @param {string} content
     * @param {string} [key]
     */
    sameInterview({ messages }: FinishedInterview, content: string, key?: string): Recent | undefined;
    /** @param {Recent} recent */
    outcomeOf(recent: Recent): Promise<SavedInterview>;
    /**
     * @param {string} id
     * @param {object} feedback
     * @param {{ claimToken?: string, replace?: boolean }} [options]
     */
    addFeedback(id: string, feedback: object, { claimToken, replace }?: {
        claimToken?: string;
        replace?: boolean;
    }): Promise<SavedInterview>;
    /**
     * Resolves as the delivery does if that is soon; else tells the caller that it goes on.
     * @param {UnsentRecord} record
     * @param {boolean | Promise<boolean>} stored
     * @returns {Promise<SavedInterview>}
     */
    report(record: UnsentRecord, stored: boolean | Promise<boolean>): Promise<SavedInterview>;
    /** Send a record, unless it is being sent. @param {UnsentRecord} record @param {boolean} fresh */
    deliver(record: UnsentRecord, fresh: boolean): Promise<SavedInterview>;
    /** @param {UnsentRecord} record @param {boolean} fresh */
    attempt(record: UnsentRecord, fresh: boolean): Promise<SavedInterview>;
    /**
     * The token to send a record with: its own person's, or none for what is nobody's.
     * @param {UnsentRecord} record
     * @param {boolean} fresh
     */
    tokenFor(record: UnsentRecord, fresh: boolean): Promise<string | null>;
    /**
     * @param {UnsentRecord} record
     * @param {string | null} token
     * @param {boolean} fresh whether somebody waits for it
     * @returns {Promise<SavedInterview>}
     */
    send(record: UnsentRecord, token: string | null, fresh: boolean): Promise<SavedInterview>;
    /**
     * Once somebody has claimed the interview, its claim token is of no use. If that is the person who
     * is signed in, the feedback is sent as theirs.
     * @param {UnsentRecord} record
     * @param {string | null} token
     * @param {boolean} fresh
     */
    sendFeedback(record: UnsentRecord, token: string | null, fresh: boolean): Promise<SavedInterview>;
    /**
     * @param {Partial<UnsentRecord>} record
     * @param {string | null} [token]
     * @param {boolean} [fresh]
     */
    putFeedback({ body, interviewId, claimToken, replace }: Partial<UnsentRecord>, token?: string | null, fresh?: boolean): Promise<SavedInterview>;
    /**
     * The response, if it is the service's own: the sign-in page of a network answers 200, too.
     * @param {string} path
     * @param {ApiRequest} request
     * @param {boolean} fresh
     * @returns {Promise<SavedInterview>}
     */
    savedRow(path: string, request: ApiRequest, fresh: boolean): Promise<SavedInterview>;
    /** @param {UnsentRecord} record @param {SavedInterview} saved */
    delivered(record: UnsentRecord, saved: SavedInterview): Promise<void>;
    /** Let feedback find the interview by its key. @param {UnsentRecord} interview @param {string} interviewId */
    remember({ key, owner }: UnsentRecord, interviewId: string): Promise<void>;
    /** @param {UnsentRecord} record @param {ApiError} error */
    refused(record: UnsentRecord, { status, code, message, errors }: ApiError): Promise<void>;
    /** A listener that fails stops nothing here. */
    changed(): void;
    tryLater(): void;
    /** Send what waits, one after the other. Resolves when all has been tried. */
    sendAll(): Promise<void>;
    sendEach(): Promise<void>;
    /**
     * Let feedback go whose interview has been stored, in this tab or another one.
     * @param {UnsentRecord} record
     * @returns {Promise<boolean>} whether it has
     */
    followInterview(record: UnsentRecord): Promise<boolean>;
    /** @returns {Promise<UnsentRecord[]>} */
    records(): Promise<UnsentRecord[]>;
    /** Whether a save of this page is kept. @param {string} key */
    keeps(key: string): Promise<boolean>;
    /** @returns {Promise<UnsentInterview[]>} */
    list(): Promise<UnsentInterview[]>;
    /** @param {UnsentRecord} record @returns {UnsentInterview} */
    described(record: UnsentRecord): UnsentInterview;
    /** @param {UnsentRecord} record */
    waitsForSignIn({ owner, somebody }: UnsentRecord): boolean;
    /** @param {string} key @param {Partial<FinishedInterview>} [corrected] */
    resend(key: string, corrected?: Partial<FinishedInterview>): Promise<SavedInterview>;
    /** @param {string} key */
    find(key: string): Promise<UnsentRecord>;
    /** @param {string} key */
    discard(key: string): Promise<void>;
    signedOut(): void;
}
/** Which interviews are open in a living tab: by Web Locks, or by heartbeats without them. */
declare class OpenInterviews {
    locks: LockManager | undefined;
    /** @type {Map<string, () => void>} what ends the hold, by key */
    held: Map<string, () => void>;
    /** @param {string} key */
    hold(key: string): void;
    /** @param {string} key */
    release(key: string): void;
    /** The keys of those that are open, in this tab only with Web Locks. @returns {Promise<Set<string>>} */
    elsewhere(): Promise<Set<string>>;
}
/** Requests to the API. All throw an ApiError for a response that is no success. */
declare class Requests {
    /** @param {string} apiUrl @param {Session} session */
    constructor(apiUrl: string, session: Session);
    url: string;
    session: Session;
    /** @param {string} path @param {ApiRequest} [request] @returns {Promise<Response>} */
    once(path: string, { token, ...request }?: ApiRequest): Promise<Response>;
    /** @param {string} path @param {ApiRequest} [request] @returns {Promise<Response>} */
    withRetries(path: string, request?: ApiRequest): Promise<Response>;
    /** @param {string} path @param {ApiRequest} [request] */
    json(path: string, request?: ApiRequest): Promise<any>;
}
/**
 * What this browser remembers for thirty days, one entry of each id: in localStorage, or in memory
 * where it cannot be stored.
 * @template {{ id: string, savedAt: string }} Entry
 */
declare class BrowserMemory<Entry extends {
    id: string;
    savedAt: string;
}> {
    /** @param {string} name */
    constructor(name: string);
    name: string;
    /** @type {Entry[] | null} */
    unstored: Entry[] | null;
    /** @returns {Entry[]} */
    all(): Entry[];
    /** @param {string} id */
    get(id: string): Entry | undefined;
    /** @param {Entry} entry */
    add(entry: Entry): void;
    /** @param {(entry: Entry) => boolean} which */
    forget(which: (entry: Entry) => boolean): void;
    /** @private @param {Entry[]} entries */
    private keep;
}
export {};
