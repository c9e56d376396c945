import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronDown, Download, History } from 'lucide-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '@/client/types'
import { type Zone, fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useTitle } from '@/lib/title'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { type AuditSource, auditPagesQuery, useInstallAudit, useTenantAudit } from '../audit-source'
import { type AuditView, actionKeys, auditQuery, readable, wordKey } from '../rules/audit'
import { AuditFilters } from './audit-filters'
import { ChainStanding } from './chain-standing'
import { Screen } from './frame'

type Props = { source: AuditSource; view: AuditView; onView: (change: AuditView) => void }

/** The business's audit log, among its settings. */
export function TenantAudit({ view, onView }: Omit<Props, 'source'>) {
  const { t } = useTranslation(['audit', 'settings'])
  const source = useTenantAudit()
  return (
    <Screen section="audit" title={t('settings:nav.audit')} lead={t('audit:lead')} action={<TakeAlong source={source} view={view} />}>
      <AuditLog source={source} view={view} onView={onView} />
    </Screen>
  )
}

/** The install's audit log, a page of its own for those who run it. */
export function InstallAudit({ view, onView }: Omit<Props, 'source'>) {
  const { t } = useTranslation('audit')
  const source = useInstallAudit()
  useTitle(t('install.title'))
  return (
    <>
      <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight">{t('install.title')}</h1>
          <p className="mt-0.5 max-w-xl text-sm text-ink-2">{t('install.lead')}</p>
        </div>
        <TakeAlong source={source} view={view} />
      </header>
      <AuditLog source={source} view={view} onView={onView} />
    </>
  )
}

/** What the filters leave, as a file. */
function TakeAlong({ source, view }: Omit<Props, 'onView'>) {
  const { t } = useTranslation('audit')
  const query = auditQuery(view, source.zone)
  return (
    <div className="flex flex-wrap gap-2">
      {(['csv', 'jsonl'] as const).map((format) => (
        <Button key={format} asChild>
          <a href={source.at('export', { ...query, format })} download>
            <Download aria-hidden />
            {t(`export.${format}`)}
          </a>
        </Button>
      ))}
    </div>
  )
}

/** Who did what and when; filters live in the address. */
function AuditLog({ source, view, onView }: Props) {
  return (
    <>
      <ChainStanding source={source} />
      <AuditFilters source={source} view={view} onView={onView} />
      <Entries source={source} query={auditQuery(view, source.zone)} />
    </>
  )
}

function Entries({ source, query }: { source: AuditSource; query: Record<string, string> }) {
  const { t } = useTranslation(['audit', 'shell'])
  const errorText = useErrorText()
  const pages = useInfiniteQuery(auditPagesQuery(source, query))
  if (pages.isPending)
    return (
      <div role="status" className="flex flex-col gap-2">
        <span className="sr-only">{t('shell:loading')}</span>
        {[0, 1, 2, 3, 4].map((one) => (
          <Skeleton key={one} className="h-12" />
        ))}
      </div>
    )
  if (pages.isError && !pages.data) return <ErrorState title={errorText(pages.error)} retryLabel={t('shell:retry')} onRetry={() => void pages.refetch()} />
  const entries = pages.data.pages.flatMap((page) => page.items)
  if (entries.length === 0) return <EmptyState icon={History} title={t('audit:empty')} />
  return (
    <>
      <ol className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} zone={source.zone} />
        ))}
      </ol>
      {pages.isError && (
        <p role="alert" className="mt-3 text-center text-sm text-danger">
          {errorText(pages.error)}
        </p>
      )}
      {pages.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button isBusy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t(pages.isFetchingNextPage ? 'audit:loadingMore' : 'audit:more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Entry({ entry, zone }: { entry: AuditEntry; zone: Zone }) {
  const { t, i18n } = useTranslation('audit')
  const { actor } = entry
  const kind = i18n.exists(`audit:kinds.${actor.kind}`) ? t(`kinds.${actor.kind}` as 'kinds.user') : actor.kind
  const who = actor.name ?? (actor.kind === 'user' ? t('former') : kind)
  const role = actor.role && i18n.exists(`audit:roles.${actor.role}`) ? t(`roles.${actor.role}` as 'roles.owner') : null
  const key = actionKeys(entry.action, entry.detail).find((one) => i18n.exists(`audit:actions.${one}`))
  const label = typeof entry.detail.label === 'string' ? entry.detail.label : ''
  const said = key ? t(`actions.${key}` as 'actions.accounts_member_added', { subject: entry.subject?.name ?? t('noSubject'), label }) : entry.action
  const word = (name: string, value: string) => {
    if (name === 'expires_at') return fullMoment(value, zone)
    return i18n.exists(`audit:words.${wordKey(value)}`) ? t(`words.${wordKey(value)}` as 'words.inbox') : value
  }
  return (
    <li>
      <details className="group">
        <summary className="grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-0.5 px-4 py-2.5 hover:bg-hover sm:grid-cols-[8rem_minmax(0,1fr)_auto]">
          <time dateTime={entry.at} className="text-xs text-ink-2 tabular-nums max-sm:row-start-2">
            {fullMoment(entry.at, zone)}
          </time>
          <span className="min-w-0 text-sm">
            <span className="font-medium">{who}</span> {role && <Badge>{role}</Badge>} {actor.kind !== 'user' && actor.name && <Badge>{kind}</Badge>}
            <span className="block break-words text-ink-2">{said}</span>
          </span>
          <ChevronDown aria-hidden className="size-4 self-center text-ink-3 transition-transform group-open:rotate-180" />
        </summary>
        <dl className="grid gap-x-4 gap-y-1 border-t bg-sunken px-4 py-3 text-xs text-ink-2 sm:grid-cols-[8rem_minmax(0,1fr)]">
          {readable(entry.detail).map(({ name, values }) => (
            <Fragment key={name}>
              <dt className="font-medium">{t(`details.${name}` as 'details.role')}</dt>
              <dd className="break-words">{values.map((value) => word(name, value)).join(', ')}</dd>
            </Fragment>
          ))}
          {entry.subject?.name && (
            <>
              <dt className="font-medium">{t('about')}</dt>
              <dd className="break-words">{entry.subject.name}</dd>
            </>
          )}
          <dt className="font-medium">{t('number')}</dt>
          <dd className="tabular-nums">{entry.no}</dd>
          {entry.address && (
            <>
              <dt className="font-medium">{t('address')}</dt>
              <dd className="font-mono">{entry.address}</dd>
            </>
          )}
          {entry.agent && (
            <>
              <dt className="font-medium">{t('agent')}</dt>
              <dd className="break-words">{entry.agent}</dd>
            </>
          )}
        </dl>
        <details className="border-t bg-sunken px-4 py-2 text-xs text-ink-2">
          <summary className="w-fit cursor-pointer">{t('technical')}</summary>
          <pre className="mt-2 font-mono break-all whitespace-pre-wrap">{`${entry.action}\n${JSON.stringify(entry.detail, null, 1)}`}</pre>
        </details>
      </details>
    </li>
  )
}
