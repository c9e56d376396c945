import type { ReactNode } from 'react'

/** One part of the account page: its name and what it is for beside what can be done. */
export function Part({ title, lead, aside, children }: { title: ReactNode; lead?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-4 border-t py-6 first-of-type:border-t-0 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <div>
        <h2 className="flex flex-wrap items-center gap-2 text-base font-semibold">
          {title}
          {aside}
        </h2>
        {lead && <p className="mt-1 text-sm text-ink-2">{lead}</p>}
      </div>
      <div className="flex min-w-0 flex-col items-start gap-4">{children}</div>
    </section>
  )
}
