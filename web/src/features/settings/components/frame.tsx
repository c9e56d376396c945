import { type UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, createContext } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { SeeingOnly } from '@/lib/seeing-only'
import { canChange, useSession } from '@/lib/session'
import { useTitle } from '@/lib/title'
import { ErrorState, Skeleton } from '@/ui/states'
import { type SectionName, roomsOf } from '../rules/sections'

/** Whether the person may change what stands in this part of the settings, or only see it. */
export const useMayChange = (section: SectionName): boolean => canChange(useSession().tenant, roomsOf(section))

type ScreenProps = { section: SectionName; title: string; lead?: ReactNode; action?: ReactNode; children: ReactNode }

/** One settings screen: its title, what it is for, its main action; and why nothing in it can be changed, to whoever only sees it. */
export function Screen({ section, title, lead, action, children }: ScreenProps) {
  useTitle(title, useSession().tenant.name)
  return (
    <>
      <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {lead && <p className="mt-0.5 max-w-xl text-sm text-ink-2">{lead}</p>}
        </div>
        {action}
      </header>
      {section !== 'audit' && <SeeingOnly rooms={roomsOf(section)} className="mb-5 rounded-lg border bg-sunken px-3 py-2" />}
      {children}
    </>
  )
}

/** False inside what is only seen. */
export const MayChange = createContext(true)

/** What can be changed on a screen. To whoever only sees it the same values stand still: no field takes a word, and buttons are gone. */
export function Changeable({ mayChange, children }: { mayChange: boolean; children: ReactNode }) {
  return (
    <MayChange value={mayChange}>
      <fieldset disabled={!mayChange} className={mayChange ? 'contents' : 'still contents'}>
        {children}
      </fieldset>
    </MayChange>
  )
}

/** A part of a form, with its name beside it on a wide screen. */
export function Section({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-4 border-t py-6 first:border-t-0 first:pt-0 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <div>
        <h2 className="text-base font-semibold">{title}</h2>
        {lead && <p className="mt-1 text-sm text-ink-2">{lead}</p>}
      </div>
      <div className="flex min-w-0 flex-col gap-4">{children}</div>
    </section>
  )
}

/** What was read, once it is; a skeleton before, the failure with a way to try again otherwise. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { t } = useTranslation('shell')
  const errorText = useErrorText()
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ErrorState title={errorText(query.error)} retryLabel={t('retry')} onRetry={() => void query.refetch()} />
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{t('loading')}</span>
      <Skeleton className="h-9 w-1/2" />
      <Skeleton className="h-24" />
      <Skeleton className="h-24" />
    </div>
  )
}
