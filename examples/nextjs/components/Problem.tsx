import type { ReactNode } from "react";

/** Always in the page, so that screen readers announce what appears in it. */
export function Problem({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className={children ? "problem" : undefined}>
      {children}
    </div>
  );
}
