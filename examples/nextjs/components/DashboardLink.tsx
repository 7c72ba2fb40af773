import { apiUrl } from "../lib/interviews";

type Props = { id: string; claimToken?: string };

/** To the interview; for one that is nobody's, to where its reader can make it theirs. */
export function DashboardLink({ id, claimToken }: Props) {
  if (claimToken) {
    return (
      <a href={`${apiUrl}/dashboard/claim#${claimToken}`}>Sign in to the dashboard to keep it</a>
    );
  }
  return <a href={`${apiUrl}/dashboard/interviews/${id}`}>Open it in the dashboard</a>;
}
