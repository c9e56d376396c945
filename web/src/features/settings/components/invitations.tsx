import { useQuery } from '@tanstack/react-query'
import { MailX, Send } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Invitation, InvitationMade, Permission } from '@/client/types'
import { shortDate } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { invitationsQuery, useInvitations } from '../api'
import { useProblems } from '../problems'
import { AccessSummary } from './access-summary'
import { InvitationLink } from './invitation-link'

/** Those who were asked and have not answered. Nothing is shown while nobody was. */
export function Invitations({ offered, mayChange }: { offered: Permission[]; mayChange: boolean }) {
  const { t } = useTranslation(['account', 'settings', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const waiting = useQuery(invitationsQuery(tenant.id))
  const { resend, revoke } = useInvitations()
  const problems = useProblems(null)
  const [handing, setHanding] = useState<InvitationMade | null>(null)
  const [ending, setEnding] = useState<Invitation | null>(null)
  const now = Date.now()
  const fail = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  if (waiting.isPending)
    return (
      <div role="status" aria-busy className="mt-8">
        <span className="sr-only">{t('shell:loading')}</span>
        <Skeleton className="h-16" />
      </div>
    )
  if (!waiting.data)
    return (
      <section className="mt-8 rounded-xl border bg-surface">
        <h2 className="px-4 pt-3 text-base font-semibold">{t('account:team.title')}</h2>
        <ErrorState title={problems.say(waiting.error)} retryLabel={t('shell:retry')} onRetry={() => void waiting.refetch()} />
      </section>
    )
  if (waiting.data.items.length === 0) return null
  return (
    <section className="mt-8">
      <h2 className="mb-2 text-base font-semibold">{t('account:team.title')}</h2>
      <ul aria-label={t('account:team.title')} className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
        {waiting.data.items.map((one) => {
          const isOver = Date.parse(one.expires_at) <= now
          return (
            <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 sm:flex-nowrap">
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-1.5 text-sm font-medium">
                  <span className="min-w-0 truncate" title={one.email}>
                    {one.email}
                  </span>
                  {isOver && <Badge tone="wait">{t('account:team.expired')}</Badge>}
                </p>
                <p className="text-xs text-ink-2">
                  <AccessSummary role={one.role} permissions={one.permissions} offered={offered} />
                </p>
                <p className="text-xs text-ink-2">
                  {t('account:team.sent', { date: shortDate(one.sent_at, now, zone) })}
                  {one.invited_by && ` ${t('account:team.by', { name: one.invited_by })}`}
                  {!isOver && ` · ${t('account:team.expires', { date: shortDate(one.expires_at, now, zone) })}`}
                </p>
              </div>
              {mayChange && (
                <div className="flex shrink-0 max-sm:ml-auto">
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={t('account:team.resendTo', { email: one.email })}
                    title={t('account:team.resend')}
                    onClick={() => resend.mutate(one.id, { onSuccess: (made) => (made.link ? setHanding(made) : toast(t('account:team.resent', { email: one.email }))), onError: fail })}
                  >
                    <Send aria-hidden />
                  </Button>
                  <Button variant="ghost" size="icon" aria-label={t('account:team.revokeOf', { email: one.email })} title={t('account:team.revoke')} onClick={() => setEnding(one)}>
                    <MailX aria-hidden />
                  </Button>
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {handing?.link && <InvitationLink email={handing.email} link={handing.link} onClose={() => setHanding(null)} />}
      {ending && (
        <Confirm
          open
          onOpenChange={() => setEnding(null)}
          title={t('account:team.revokeOf', { email: ending.email })}
          text={t('account:team.revokeText')}
          confirmLabel={t('account:team.revoke')}
          cancelLabel={t('account:team.keep')}
          isBusy={revoke.isPending}
          onConfirm={() => revoke.mutate(ending.id, { onSuccess: () => toast(t('account:team.revoked')), onError: fail, onSettled: () => setEnding(null) })}
        />
      )}
    </section>
  )
}
