import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { BookingFlag } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { canChange, canSee, useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import { flagsQuery, useSettleFlag } from '../calendars'
import { useProblems } from '../problems'

/** What is to be looked at: an appointment and a calendar outside disagree, and nothing was freed or moved. */
export function CalendarFlags() {
  const { t } = useTranslation('calendars')
  const { tenant } = useSession()
  const flags = useQuery({ ...flagsQuery(tenant.id), enabled: canSee(tenant, 'bookings') })
  if (!flags.data?.length) return null
  return (
    <section aria-label={t('flags.title')} className="overflow-hidden rounded-xl border border-wait bg-surface">
      <h2 className="border-b px-4 py-3 text-base font-semibold">{t('flags.title')}</h2>
      <ul className="divide-y divide-line">
        {flags.data.map((flag) => (
          <Flag key={flag.id} flag={flag} />
        ))}
      </ul>
    </section>
  )
}

function Flag({ flag }: { flag: BookingFlag }) {
  const { t } = useTranslation('calendars')
  const { tenant } = useSession()
  const zone = useZone()
  const problems = useProblems(null)
  const settle = useSettleFlag()
  const onError = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const decide = (how: 'keep' | 'follow') => settle.mutate({ id: flag.id, how }, { onSuccess: () => toast(t(`flags.done.${how}`)), onError })
  const outside = flag.outside_since ? fullMoment(flag.outside_since, zone) : ''
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-1.5 font-medium">
          {[flag.service_name, flag.contact_name].filter(Boolean).join(' · ')}
          <Badge tone="wait">{t(`flags.kinds.${flag.kind}`)}</Badge>
        </p>
        <p className="text-sm text-ink-2">{t(`flags.text.${flag.kind}`, { at: fullMoment(flag.starts_at, zone), outside })}</p>
      </div>
      {canChange(tenant, 'bookings') && (
        <div className="flex flex-wrap gap-1.5">
          {flag.kind !== 'conflict' && (
            <Button isBusy={settle.isPending} onClick={() => decide('follow')}>
              {t(`flags.follow.${flag.kind}`)}
            </Button>
          )}
          <Button variant="ghost" isBusy={settle.isPending} onClick={() => decide('keep')}>
            {t('flags.keep')}
          </Button>
        </div>
      )}
    </li>
  )
}
