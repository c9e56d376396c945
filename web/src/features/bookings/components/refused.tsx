import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Alternatives } from './alternatives'
import { Overbook } from './overbook'
import type { Moving, RefusedMove } from './use-moving'
import { useWords } from './words'

/** The appointment stands as it stood: why, and what is possible instead. */
export function Refused({ moving }: { moving: Moving }) {
  const { refused } = moving
  if (!refused) return null
  // Of another appointment, or of its other edge, another reason.
  const key = 'resize' in refused ? `${refused.resize.appointment.id} end` : refused.move.appointment.id
  return <Instead key={key} moving={moving} refused={refused} />
}

function Instead({ moving, refused }: { moving: Moving; refused: RefusedMove }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const words = useWords()
  const [reason, setReason] = useState(('resize' in refused ? refused.resize : refused.move).reason ?? '')
  const shell = { open: true, onOpenChange: moving.forget, closeLabel: t('shell:close'), footer: <Button onClick={moving.forget}>{t('bookings:refused.keep')}</Button> }
  if ('resize' in refused) {
    const { appointment, endsAt } = refused.resize
    const most = Math.min(endsAt, refused.freeUntil)
    return (
      <Dialog {...shell} title={t('bookings:refused.longer')} description={t('bookings:refused.longerText', { until: words.time(refused.freeUntil), who: words.who(appointment), stays: words.time(appointment.ends_at) })}>
        {most > Date.parse(appointment.ends_at) && (
          <Button variant="primary" onClick={() => moving.resize({ ...refused.resize, endsAt: most })}>
            {t('bookings:refused.upTo', { until: words.time(most) })}
          </Button>
        )}
        <Overbook reason={reason} onReason={setReason} onOverbook={() => moving.resize({ ...refused.resize, overbook: true, reason })} />
      </Dialog>
    )
  }
  const { appointment, startsAt, to, toKind } = refused.move
  return (
    <Dialog {...shell} title={t('bookings:refused.title')} description={t('bookings:refused.text', { wanted: words.time(startsAt), who: words.who(appointment), stays: words.time(appointment.starts_at) })}>
      <Alternatives times={refused.alternatives} onChoose={({ at, store }) => moving.move({ ...refused.move, things: undefined, startsAt: at, store })} />
      {to && toKind !== 'thing' && <Overbook reason={reason} onReason={setReason} onOverbook={() => moving.move({ ...refused.move, overbook: true, reason })} />}
    </Dialog>
  )
}
