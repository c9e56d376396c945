import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { dayKey, fullMoment, span } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { formatPhone } from '@/lib/phone'
import { canSee, useSession, useZone } from '@/lib/session'
import type { ConversationSummary, Owner } from '@/client/types'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { conversationQuery, peopleQuery } from '../api/conversations'
import { contactName, handle } from '../rules/list'
import { originOf } from '../rules/origin'
import { windowState } from '../rules/window'
import { Merges } from './merges'

/** What other parts of the app show of the person whose conversation it is. */
export type Beside = (about: { contact: ConversationSummary['contact']; name: string; conversationId: string }) => ReactNode

/** Who the person is, how they were recognized, and how the conversation stands. */
export function ContactPanel({ id, beside }: { id: string; beside: Beside | undefined }) {
  const { t, i18n } = useTranslation(['inbox', 'shell'])
  const { tenant, me } = useSession()
  const zone = useZone()
  const now = useNow()
  const errorText = useErrorText()
  const query = useQuery(conversationQuery(tenant.id, id))
  const people = useQuery(peopleQuery(tenant.id))
  const data = query.data
  if (query.isError && !data) return <ErrorState title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />
  if (!data)
    return (
      <div role="status" className="space-y-3">
        <span className="sr-only">{t('shell:loading')}</span>
        <Skeleton className="mx-auto size-16 rounded-full" />
        <Skeleton className="mx-auto h-4 w-32" />
        <Skeleton className="h-24" />
      </div>
    )
  const { contact } = data
  const identities = contact.identities ?? []
  const name = contactName(contact, formatPhone)
  const replyWindow = windowState(data.window_closes_at, now)
  const ownerName = (kind: Owner['kind'], userId: string | null) =>
    kind === 'bot'
      ? t('inbox:list.bot')
      : kind === 'nobody'
        ? t('inbox:list.withNobody')
        : userId === me.user.id
          ? t('inbox:list.you')
          : (people.data?.find((person) => person.user_id === userId)?.name ?? '—')
  const space = (word: string) => (i18n.exists(`inbox:contact.space.${word}`) ? t(`inbox:contact.space.${word}` as 'inbox:contact.space.phone') : word)
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col items-center gap-2 text-center">
        <Avatar name={name} className="size-16 text-lg" />
        <p className="text-base font-semibold break-words">{name}</p>
        {contact.phone && (
          <p className="flex items-center gap-1 text-sm text-ink-2 tabular-nums">
            {formatPhone(contact.phone)}
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t('inbox:contact.copyPhone')}
              onClick={() => void navigator.clipboard.writeText(contact.phone ?? '').then(() => toast(t('inbox:message.copied')))}
            >
              <Copy aria-hidden />
            </Button>
          </p>
        )}
        {contact.username && <p className="text-sm text-ink-2">{handle(contact.username)}</p>}
      </div>
      <dl className="flex flex-col gap-2.5 text-sm">
        <Fact label={t('inbox:contact.window')}>{replyWindow.kind === 'closed' ? t('inbox:contact.windowClosed') : t('inbox:contact.windowOpen', { span: span(replyWindow.left) })}</Fact>
        <Fact label={t('inbox:contact.case')}>
          {data.case?.is_open ? t('inbox:contact.caseOpen', { at: fullMoment(data.case.opened_at, zone) }) : t('inbox:contact.caseClosed')}
        </Fact>
        {data.store && <Fact label={t('inbox:contact.store')}>{data.store.name}</Fact>}
        <Fact label={t('inbox:contact.number')}>
          {data.channel.name} {data.channel.phone && <span className="block text-xs text-ink-2 tabular-nums">{formatPhone(data.channel.phone)}</span>}
        </Fact>
      </dl>
      {beside?.({ contact, name, conversationId: data.id })}
      {identities.length > 0 && (
        <section>
          <h2 className="mb-1.5 text-xs font-semibold text-ink-3">{t('inbox:contact.ids')}</h2>
          <ul className="flex flex-col gap-1 text-xs">
            {identities.map((identity) => (
              <li key={`${identity.space}:${identity.value}`} className="flex justify-between gap-3">
                <span className="shrink-0 text-ink-2">{space(identity.space)}</span>
                <span className="min-w-0 truncate font-mono" title={identity.value}>
                  {identity.space === 'phone' ? formatPhone(identity.value) : identity.value}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Merges contactId={contact.id} />
      {data.ownership_history.length > 0 && (
        <section>
          <h2 className="mb-1.5 text-xs font-semibold text-ink-3">{t('inbox:contact.history')}</h2>
          <ol className="flex flex-col gap-1 text-xs">
            {data.ownership_history.map((change, index) => (
              <li key={index} className="flex justify-between gap-3">
                <span>{ownerName(change.to, change.to_user_id)}</span>
                <time dateTime={change.at} className="text-ink-2 tabular-nums">
                  {fullMoment(change.at, zone)}
                </time>
              </li>
            ))}
          </ol>
        </section>
      )}
      {canSee(tenant, 'settings') && (
        <section>
          <h2 className="mb-1.5 text-xs font-semibold text-ink-3">{t('inbox:origin.title')}</h2>
          <Link
            to="/t/$slug/custody"
            params={{ slug: tenant.slug }}
            search={originOf(dayKey(now, zone), { conversation: id })}
            className="inline-flex max-w-full items-center gap-1 text-sm text-accent-text underline underline-offset-3"
          >
            {t('inbox:origin.conversation')}
            <ArrowRight aria-hidden className="size-3.5 shrink-0" />
          </Link>
          <p className="mt-1 text-xs text-ink-2">{t('inbox:origin.hint')}</p>
        </section>
      )}
    </div>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
