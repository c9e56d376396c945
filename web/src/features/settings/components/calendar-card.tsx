import { RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutsideCalendar } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Confirm } from '@/ui/confirm'
import { Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { type Detail, details, useChangeCalendar, useDisconnect, useLook } from '../calendars'
import { useProblems } from '../problems'
import { feedProblem } from '../rules/feed'

const tones = { new: 'neutral', ok: 'ok', failing: 'wait', broken: 'danger' } as const

/** `isHead`: it speaks for its account; `isWritten`: some calendar of the account is. */
type Props = { calendar: OutsideCalendar; mayChange: boolean; isHead: boolean; isWritten: boolean; onChoose: () => void }

/** One calendar outside: how far it is in step, what is written into it, and whether what people move there is moved here. */
export function CalendarCard({ calendar, mayChange, isHead, isWritten, onChoose }: Props) {
  const { t, i18n } = useTranslation(['calendars', 'shell'])
  const zone = useZone()
  const problems = useProblems(null)
  const change = useChangeCalendar()
  const look = useLook()
  const disconnect = useDisconnect()
  const [isLeaving, setLeaving] = useState(false)
  const { id, state, channel, environment } = calendar
  const onError = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const moment = (at: string | null) => (at ? fullMoment(at, zone) : t('never'))
  const isRead = calendar.provider === 'ics'
  const isGivenUp = !calendar.is_written && !calendar.is_blocking
  const named = isRead || isGivenUp ? calendar.name : calendar.account
  const silent = !channel.is_open && channel.problem && (i18n.exists(`calendars:channelProblems.${channel.problem}`) ? t(`channelProblems.${channel.problem}` as 'channelProblems.away') : channel.problem)
  const isKnown = state === 'broken' && i18n.exists(`calendars:reasons.${calendar.reason}`)
  const problem = isRead && state === 'failing' ? feedProblem(calendar.reason) : null
  const isShut = isRead && state === 'broken' && calendar.reason === 'forbidden' // of a feed: its address is none that is fetched
  const said = () => {
    if (problem) return [t(`subscribed.problems.${problem.what}`, { status: problem.status }), t('subscribed.failing')].join(' ')
    if (isShut) return t('subscribed.forbidden')
    if (isKnown) return t(`reasons.${calendar.reason}` as 'reasons.forbidden')
    if (isGivenUp) return t('givenUp')
    return t(isRead && state === 'ok' ? 'subscribed.ok' : `statesText.${state}`)
  }
  return (
    <li className="flex flex-col gap-3 px-4 py-4">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="flex flex-wrap items-center gap-1.5 font-medium">
            <span className="min-w-0 truncate">{calendar.name}</span>
            <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>
            {!isRead && calendar.is_written && <Badge tone="accent">{t('isWritten')}</Badge>}
            {!isRead && calendar.is_blocking && <Badge tone="neutral">{t('isBlocking')}</Badge>}
            {environment === 'sandbox' && <Badge tone="accent">{t('simulated')}</Badge>}
          </p>
          {calendar.name !== calendar.account && <p className="truncate text-xs text-ink-2">{calendar.account}</p>}
          <p className="text-sm text-ink-2">{said()}</p>
          {calendar.reason && !isKnown && !problem && <p className="font-mono text-xs text-ink-2">{calendar.reason}</p>}
        </div>
        {mayChange && (
          <div className="flex gap-1.5">
            {!(state === 'broken' && calendar.reason === 'consent_gone') && (
              <Button variant="ghost" size="icon" aria-label={t('lookNamed', { name: calendar.name })} onClick={() => look.mutate(id, { onSuccess: () => toast(t('looking')), onError })}>
                <RefreshCw aria-hidden />
              </Button>
            )}
            {(isHead || isGivenUp) && (
              <Button variant="ghost" size="icon" aria-label={t(isGivenUp && !isHead ? 'forgetNamed' : 'disconnectNamed', { name: named })} onClick={() => setLeaving(true)}>
                <Trash2 aria-hidden />
              </Button>
            )}
          </div>
        )}
      </div>
      <dl className="grid gap-x-6 gap-y-1 text-xs sm:grid-cols-3">
        <Told name={t('readAt')} value={moment(calendar.cursor_at)} />
        {!isRead && <Told name={t('writtenAt')} value={moment(calendar.last_written_at)} />}
        {!isRead && <Told name={t('channel')} value={channel.until ? t('channelUntil', { at: fullMoment(channel.until, zone) }) : t('channelNone')} />}
        <Told name={t('busy')} value={String(calendar.busy)} />
        {calendar.waiting > 0 && <Told name={t('waiting')} value={String(calendar.waiting)} />}
        {calendar.refused > 0 && <Told name={t('refused')} value={String(calendar.refused)} />}
        {calendar.unreadable > 0 && <Told name={t('unreadable')} value={String(calendar.unreadable)} />}
      </dl>
      {!isRead && silent && (
        <p className="text-xs text-ink-2">
          {t('channelProblem')} {silent}
        </p>
      )}
      {!isRead && isHead && mayChange && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {!isWritten && <p className="min-w-0 flex-1 basis-60 text-sm font-medium">{t('notWritten')}</p>}
          <Button variant={isWritten ? 'secondary' : 'primary'} onClick={onChoose}>
            {t('choose.open')}
          </Button>
        </div>
      )}
      {!isRead && calendar.is_written && mayChange && (
        <div className="flex flex-col gap-1">
          <Checkbox label={t('follow')} hint={t('followHint')} checked={calendar.is_followed} onChange={(event) => change.mutate({ id, is_followed: event.target.checked }, { onError })} />
          <label className="flex flex-wrap items-center gap-2 text-sm">
            {t('detail')}
            <Select className="w-56" value={calendar.detail} onChange={(event) => change.mutate({ id, detail: event.target.value as Detail }, { onError })}>
              {details.map((one) => (
                <option key={one} value={one}>
                  {t(`details.${one}`)}
                </option>
              ))}
            </Select>
          </label>
        </div>
      )}
      <Confirm
        open={isLeaving}
        onOpenChange={(isOpen) => !isOpen && setLeaving(false)}
        title={t(isGivenUp && !isHead ? 'forgetNamed' : 'disconnectNamed', { name: named })}
        text={t(isRead ? 'subscribed.leave' : isGivenUp && !isHead ? 'forgetText' : 'disconnectText')}
        confirmLabel={t(isGivenUp && !isHead ? 'forget' : 'disconnect')}
        cancelLabel={t('shell:cancel')}
        isBusy={disconnect.isPending}
        onConfirm={() =>
          disconnect.mutate(id, {
            onSuccess: ({ is_taken_back }) => toast(t(is_taken_back ? 'disconnected' : 'notTakenBack')),
            onError,
            onSettled: () => setLeaving(false),
          })
        }
      />
    </li>
  )
}

function Told({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-1.5 sm:block">
      <dt className="text-ink-2">{name}</dt>
      <dd className="font-medium">{value}</dd>
    </div>
  )
}
