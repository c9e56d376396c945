import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment, BookingResource } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useZone } from '@/lib/session'
import { toast } from '@/ui/toast'
import { type Move, alternativesOf, useMove } from '../api'
import { useWords } from './words'

export type RefusedMove = { move: Move; alternatives: number[] }

/** Moves appointments: said when done, with a way back; a refusal is kept with the times that would be free. */
export function useMoving(resources: readonly BookingResource[]) {
  const { t } = useTranslation(['bookings', 'shell'])
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  const mutation = useMove()
  const [refused, setRefused] = useState<RefusedMove | null>(null)
  const professionalOf = (one: Appointment): string | null => one.resource_ids.find((id) => resources.some((known) => known.id === id && known.kind === 'professional')) ?? null

  const move = (wanted: Move, isUndo = false): Promise<boolean> => {
    setRefused(null)
    return mutation.mutateAsync(wanted).then(
      (done) => {
        const back = { appointment: done, startsAt: Date.parse(wanted.appointment.starts_at), from: professionalOf(done), to: wanted.from }
        toast(t(isUndo ? 'bookings:moved.back' : 'bookings:moved.done', { day: longDate(done.starts_at, zone), time: words.time(done.starts_at) }), isUndo ? {} : { action: { label: t('shell:undo'), run: () => void move(back, true) } })
        return true
      },
      (error: unknown) => {
        const alternatives = alternativesOf(error)
        if (alternatives) setRefused({ move: wanted, alternatives })
        else toast(errorText(error), { tone: 'danger' })
        return false
      },
    )
  }
  return { move: (wanted: Move) => void move(wanted), isMoving: mutation.isPending, refused, forget: () => setRefused(null), professionalOf }
}

export type Moving = ReturnType<typeof useMoving>
