import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Alternatives } from './alternatives'
import type { Moving } from './use-moving'
import { useWords } from './words'

/** The appointment stands as it stood: why, and what is possible instead. */
export function Refused({ moving }: { moving: Moving }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const words = useWords()
  const refused = moving.refused
  if (!refused) return null
  const shell = { open: true, onOpenChange: moving.forget, closeLabel: t('shell:close'), footer: <Button onClick={moving.forget}>{t('bookings:refused.keep')}</Button> }
  if ('resize' in refused) {
    const { appointment, endsAt } = refused.resize
    const most = Math.min(endsAt, refused.freeUntil)
    return (
      <Dialog {...shell} title={t('bookings:refused.longer')} description={t('bookings:refused.longerText', { until: words.time(refused.freeUntil), who: words.who(appointment), stays: words.time(appointment.ends_at) })}>
        <div className="flex flex-wrap gap-2">
          {most > Date.parse(appointment.ends_at) && (
            <Button variant="primary" onClick={() => moving.resize({ ...refused.resize, endsAt: most })}>
              {t('bookings:refused.upTo', { until: words.time(most) })}
            </Button>
          )}
          <Button onClick={() => moving.resize({ ...refused.resize, overbook: true })}>{t('bookings:book.overbook')}</Button>
        </div>
        <p className="mt-2 text-xs text-ink-2">{t('bookings:book.overbookHint')}</p>
      </Dialog>
    )
  }
  const { appointment, startsAt, to, toKind } = refused.move
  return (
    <Dialog {...shell} title={t('bookings:refused.title')} description={t('bookings:refused.text', { wanted: words.time(startsAt), who: words.who(appointment), stays: words.time(appointment.starts_at) })}>
      <Alternatives times={refused.alternatives} onChoose={({ at, store }) => moving.move({ ...refused.move, things: undefined, startsAt: at, store })} />
      {to && toKind !== 'thing' && (
        <p className="mt-3 border-t pt-2">
          <Button variant="link" size="inline" onClick={() => moving.move({ ...refused.move, overbook: true })}>
            {t('bookings:book.overbook')}
          </Button>
          <span className="block text-xs text-ink-2">{t('bookings:book.overbookHint')}</span>
        </p>
      )}
    </Dialog>
  )
}
