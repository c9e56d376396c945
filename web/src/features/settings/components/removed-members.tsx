import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronDown, UserRoundCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Permission, RemovedMember } from '@/client/types'
import { shortDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useSession, useZone } from '@/lib/session'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { ErrorState } from '@/ui/states'
import { removedQuery } from '../api'
import { mayChange, mayGiveAll } from '../rules/team'
import { AccessSummary } from './access-summary'

type Props = { offered: Permission[]; isBusy: boolean; onRenew: (member: RemovedMember) => void }

/** Who worked here, folded away; whoever could give all that they held gives their access back. Nothing while nobody was removed. */
export function RemovedMembers({ offered, isBusy, onRenew }: Props) {
  const { t } = useTranslation(['settings', 'shell', 'audit'])
  const { me, tenant } = useSession()
  const zone = useZone()
  const errorText = useErrorText()
  const removed = useInfiniteQuery(removedQuery(tenant.id))
  const people = removed.data?.pages.flatMap((page) => page.items) ?? []
  if (removed.isError && people.length === 0)
    return (
      <section className="mt-8 rounded-xl border bg-surface">
        <h2 className="px-4 pt-3 text-base font-semibold">{t('team.removed')}</h2>
        <ErrorState title={errorText(removed.error)} retryLabel={t('shell:retry')} onRetry={() => void removed.refetch()} />
      </section>
    )
  if (people.length === 0) return null
  return (
    <details className="group mt-8 rounded-xl border bg-surface">
      <summary className="flex cursor-pointer items-center gap-3 rounded-xl px-4 py-3 hover:bg-hover">
        <h2 className="min-w-0 flex-1 text-base font-semibold">{t('team.removed')}</h2>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-3 transition-transform group-open:rotate-180" />
      </summary>
      <p className="px-4 pb-3 text-xs text-ink-2">{t('team.removedLead')}</p>
      <ul aria-label={t('team.removed')} className="divide-y divide-line border-t">
        {people.map((member) => (
          <li key={member.user_id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 sm:flex-nowrap">
            <Avatar name={member.name} />
            <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-4rem)]">
              <p className="truncate font-medium">{member.name}</p>
              <p className="truncate text-xs text-ink-2">{member.email}</p>
              <p className="mt-0.5 text-xs text-ink-2">
                <AccessSummary role={member.role} permissions={member.permissions} offered={offered} />
              </p>
              <p className="text-xs text-ink-2">
                {[member.removed_at && t('team.leftAt', { date: shortDate(member.removed_at, Date.now(), zone) }), member.removed_by && t('team.leftBy', { name: member.removed_by })].filter(Boolean).join(' · ')}
              </p>
            </div>
            {mayChange(me, tenant, member) && mayGiveAll(tenant, member) && (
              <Button className="shrink-0 max-sm:ml-auto" aria-label={t('team.renewOf', { name: member.name })} disabled={isBusy} onClick={() => onRenew(member)}>
                <UserRoundCheck aria-hidden />
                {t('team.renew')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {removed.hasNextPage && (
        <div className="flex justify-center border-t p-3">
          <Button isBusy={removed.isFetchingNextPage} onClick={() => void removed.fetchNextPage()}>
            {t('audit:more')}
          </Button>
        </div>
      )}
    </details>
  )
}
