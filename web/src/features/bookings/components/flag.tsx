import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BookingFlag } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { canChange, useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import { flagsQuery, useSettleFlag } from '../outside'
import { useWords } from './words'

/** What a calendar outside says of it, made longer or shorter there being told apart from moved. */
const kindOf = ({ kind, starts_at, outside_since }: BookingFlag) => (kind === 'moved' && outside_since && Date.parse(outside_since) === Date.parse(starts_at) ? 'resized' : kind)

/** Where an appointment and a calendar outside disagree, and the ways out: as it is there, or as it is here. */
export function Flag({ flag }: { flag: BookingFlag }) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  const settle = useSettleFlag()
  const kind = kindOf(flag)
  const decide = (how: 'keep' | 'follow') => settle.mutate({ id: flag.id, how }, { onSuccess: () => toast(t(`flags.done.${how}`)) })
  const said = {
    at: kind === 'resized' ? words.span(flag) : fullMoment(flag.starts_at, zone),
    outside: flag.outside_since && flag.outside_until ? (kind === 'resized' ? words.time(flag.outside_until) : fullMoment(flag.outside_since, zone)) : '',
  }
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm">{t(`flags.text.${kind}`, said)}</p>
      {flag.problem && !settle.error && <p className="text-xs text-wait">{t('flags.problem', { why: errorText(new ApiError(409, flag.problem)) })}</p>}
      {settle.error && (
        <p role="alert" className="text-xs font-medium text-danger">
          {errorText(settle.error)}
        </p>
      )}
      {canChange(tenant, 'bookings') && (
        <div className="flex flex-wrap gap-2">
          {kind !== 'conflict' && (
            <Button size="sm" isBusy={settle.isPending && settle.variables.how === 'follow'} disabled={settle.isPending && settle.variables.how !== 'follow'} onClick={() => decide('follow')}>
              {t(`flags.follow.${kind}`)}
            </Button>
          )}
          <Button size="sm" isBusy={settle.isPending && settle.variables.how === 'keep'} disabled={settle.isPending && settle.variables.how !== 'keep'} onClick={() => decide('keep')}>
            {t(kind === 'conflict' ? 'flags.seen' : 'flags.keep')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** The flags of one appointment, in its panel. */
export function FlagsOf({ id }: { id: string }) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const mine = (useQuery(flagsQuery(tenant.id)).data ?? []).filter(({ appointment_id }) => appointment_id === id)
  if (mine.length === 0) return null
  return (
    <section aria-label={t('flags.title')} className="flex flex-col gap-3 rounded-lg border border-wait-dot bg-wait-soft p-3">
      <h2 className="flex items-center gap-1.5 text-xs font-semibold text-wait">
        <TriangleAlert aria-hidden className="size-4" />
        {t('flags.title')}
      </h2>
      {mine.map((flag) => (
        <Flag key={flag.id} flag={flag} />
      ))}
    </section>
  )
}
