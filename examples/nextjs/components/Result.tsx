import { useEffect, useRef } from "react";
import type { FeedbackState, Interview, Saving } from "../hooks/useInterview";
import { ApiError } from "../lib/django-client";
import type { SavedInterview } from "../lib/interviews";
import { DashboardLink } from "./DashboardLink";
import { Problem } from "./Problem";

/** What became of an interview that has ended. */
export function Result({ interview, saving }: { interview: Interview; saving: Saving }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  return (
    <section className="card" aria-labelledby="result">
      <h2 id="result" ref={heading} tabIndex={-1}>
        The interview has ended
      </h2>
      <div role="status">
        {saving.state === "sending" && <p>Saving …</p>}
        {saving.state === "saved" && (
          <p>
            Saved. <DashboardLink id={saving.saved.data.id} claimToken={saving.saved.claim_token} />
          </p>
        )}
      </div>
      <Problem>{saving.state === "failed" && <Unsaved error={saving.error} />}</Problem>
      <FeedbackStatus state={interview.feedbackState} onRetry={interview.retryFeedback} />
      {saving.state === "saved" && <Feedback interview={saving.saved.data} />}
      <p className="actions">
        <button type="button" onClick={interview.leave}>
          Practise once more
        </button>
      </p>
    </section>
  );
}

function Unsaved({ error }: { error: unknown }) {
  return (
    <>
      <p>Not saved yet. {error instanceof Error && error.message}</p>
      {error instanceof ApiError && !error.kept ? (
        <p>
          This browser cannot keep it either. Leave this page open, or download the interview, until
          it is saved.
        </p>
      ) : (
        <p>It is kept in this browser and listed below.</p>
      )}
    </>
  );
}

function FeedbackStatus({ state, onRetry }: { state: FeedbackState; onRetry: () => void }) {
  return (
    <div role="status">
      {state === "writing" && <p>The feedback is being written …</p>}
      {state === "unsent" && <p>The feedback is written and not saved yet. It is listed below.</p>}
      {state === "failed" && (
        <p>
          There is no feedback: the model gave no answer.{" "}
          <button type="button" className="quiet" onClick={onRetry}>
            Ask it again
          </button>
        </p>
      )}
    </div>
  );
}

/** As the service stored it: whatever the model wrote, these are lists and texts. */
function Feedback({ interview }: { interview: SavedInterview["data"] }) {
  const { feedback } = interview;
  if (Object.keys(feedback).length === 0) return null;
  return (
    <>
      <dl className="scores">
        <Score name="Overall" score={feedback.overallScore} />
        <Score name="Communication" score={feedback.communicationScore} />
        <Score name="Technical" score={feedback.technicalScore} />
      </dl>
      <Advice heading="Strengths" texts={feedback.strengths} />
      <Advice heading="To improve" texts={feedback.areasForImprovement} />
      <Advice heading="Recommendations" texts={feedback.recommendations} />
      <p className="detailed">{feedback.detailedFeedback}</p>
    </>
  );
}

/** As the model gave it: the columns of the row hold rounded scores. */
function Score({ name, score }: { name: string; score: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{typeof score === "number" ? score : "–"}</dd>
    </div>
  );
}

function Advice({ heading, texts = [] }: { heading: string; texts?: string[] }) {
  if (texts.length === 0) return null;
  return (
    <>
      <h3>{heading}</h3>
      <ul>
        {[...new Set(texts)].map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}
