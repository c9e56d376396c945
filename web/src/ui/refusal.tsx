import type { ReactNode } from 'react'

/** What a field says of what was typed in it: over what comes below, so that nothing moves from under a finger that is on its way. A
 * press goes through it. */
export function Refusal({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="pointer-events-none absolute top-full left-0 z-10 mt-1 w-max max-w-[min(100vw-3rem,18rem)] rounded-md border border-danger bg-danger-soft px-2 py-1 text-xs font-medium text-danger shadow-pop">
      {children}
    </p>
  )
}
