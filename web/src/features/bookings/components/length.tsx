import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Why } from './why'
import { useWords } from './words'

type Props = { one: Appointment; onLength: (minutes: number, reason: string) => void; onClose: () => void }

const [least, most] = [5, 1440]

/** How long it lasts, in minutes: what dragging its edge does, for the keyboard and for a phone. */
export function Length({ one, onLength, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const words = useWords()
  const start = Date.parse(one.starts_at)
  const had = (Date.parse(one.ends_at) - start) / 60_000
  const [typed, setTyped] = useState(String(had))
  const [reason, setReason] = useState('')
  const minutes = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : NaN
  const isSound = minutes >= least && minutes <= most
  return (
    <form
      className="flex flex-col gap-2 rounded-lg border p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (minutes === had) onClose()
        else if (isSound) onLength(minutes, reason)
      }}
    >
      <Field label={t('bookings:length.label')} hint={isSound ? t('bookings:length.until', { until: words.time(start + minutes * 60_000) }) : undefined} error={!isSound && t('bookings:setup.between', { least, most })}>
        <Input autoFocus type="number" inputMode="numeric" min={least} max={most} step={5} className="w-28" value={typed} onChange={(event) => setTyped(event.target.value)} />
      </Field>
      <Why value={reason} onChange={setReason} />
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onClose}>
          {t('shell:back')}
        </Button>
        <Button type="submit" variant="primary">
          {t('bookings:length.save')}
        </Button>
      </div>
    </form>
  )
}
