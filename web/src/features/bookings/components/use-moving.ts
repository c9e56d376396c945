import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { useZone } from '@/lib/session'
import { toast } from '@/ui/toast'
import { type FreeStart, alternativesOf, freeUntilOf, movedTo } from '../api'
import { type Move, type Resize, useMove, useResize } from '../verbs'
import { useWords } from './words'

/** What was refused because of others, and what would be possible instead. */
export type RefusedMove = { move: Move; alternatives: FreeStart[] } | { resize: Resize; freeUntil: number }

export const professionalOf = (one: Appointment): string | null => one.resources.find(({ kind }) => kind === 'professional')?.id ?? null

const thingsOf = (one: Appointment): string[] => one.resources.filter(({ kind }) => kind !== 'professional').map(({ id }) => id)

/** Why nothing was changed; where somebody changed it meanwhile, with where it is now, or until when it lasts. */
export function useChangeErrorText(): (error: unknown) => string {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  return (error) => {
    const now = movedTo(error)
    if (now === null) return errorText(error)
    const why = errorText(error)
    return now.isLength ? t('resized.meanwhile', { why, until: words.time(now.until) }) : t('moved.meanwhile', { why, day: longDate(now.at, zone), time: words.time(now.at) })
  }
}

/** Moves and resizes appointments: said when done, with a way back; a refusal is kept with what would be free. */
export function useMoving() {
  const { t } = useTranslation(['bookings', 'shell'])
  const zone = useZone()
  const words = useWords()
  const errorText = useChangeErrorText()
  const moving = useMove()
  const resizing = useResize()
  const [refused, setRefused] = useState<RefusedMove | null>(null)

  // of what the customer has then, too, people are told and may leave it so
  const besides = (said: string, done: Appointment) => {
    const [other] = done.overlaps ?? []
    return other ? t('bookings:overlap.said', { said, line: words.overlap(other, done.contact_name) }) : said
  }
  const move = (wanted: Move, isUndo = false): void => {
    setRefused(null)
    // each has its outcome told, also where the next one began before it
    void moving.mutateAsync(wanted).then(
      (done) => {
        const had = wanted.appointment
        const back: Move = { appointment: done, startsAt: Date.parse(had.starts_at), from: wanted.to, to: wanted.from, toKind: wanted.toKind, things: thingsOf(had), store: had.store_id }
        const said = { day: longDate(done.starts_at, zone), time: words.time(done.starts_at) }
        const told = [t(isUndo ? 'bookings:moved.back' : 'bookings:moved.done', said), words.own(done.starts_at, done.timezone)].filter(Boolean).join(', ')
        toast(besides(told, done), isUndo ? {} : { action: { label: t('shell:undo'), run: () => move(back, true) } })
      },
      (error: unknown) => {
        // the room it had is none of this service's any more: then it goes back without it
        if (wanted.things && error instanceof ApiError && error.code === 'not_found' && error.field === 'resource_ids') return move({ ...wanted, things: undefined }, isUndo)
        const alternatives = alternativesOf(error)
        if (alternatives) return setRefused({ move: wanted, alternatives })
        const { appointment } = wanted
        const cannot = error instanceof ApiError && error.code === 'not_found' && (error.field === 'professional_id' ? 'notTheirs' : error.field === 'resource_ids' ? 'notThere' : null)
        toast(cannot ? t(`bookings:refused.${cannot}`, { service: appointment.service_name, who: words.who(appointment), stays: words.time(appointment.starts_at) }) : errorText(error), { tone: 'danger' })
      },
    )
  }
  const resize = (wanted: Resize, isUndo = false): void => {
    setRefused(null)
    // each has its outcome told, also where the next one began before it
    void resizing.mutateAsync(wanted).then(
      (done) => {
        const back: Resize = { appointment: done, endsAt: Date.parse(wanted.appointment.ends_at) }
        toast(besides(t(isUndo ? 'bookings:resized.back' : 'bookings:resized.done', { span: words.span(done) }), done), isUndo ? {} : { action: { label: t('shell:undo'), run: () => resize(back, true) } })
      },
      (error: unknown) => {
        const freeUntil = freeUntilOf(error)
        if (freeUntil !== null) setRefused({ resize: wanted, freeUntil })
        else toast(errorText(error), { tone: 'danger' })
      },
    )
  }
  return {
    move: (wanted: Move) => move(wanted),
    resize: (wanted: Resize) => resize(wanted),
    isBusy: moving.isPending || resizing.isPending,
    refused,
    forget: () => setRefused(null),
  }
}

export type Moving = ReturnType<typeof useMoving>
