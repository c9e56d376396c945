import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewAppointment } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { toast } from '@/ui/toast'
import { type RefusedDate, alternativesOf, iso } from '../api'
import { useBook } from '../verbs'
import { RefusedDates } from './refused-dates'
import { useWords } from './words'

type Props = { dates: readonly RefusedDate[]; wish: NewAppointment; onClose: () => void }

/** Of a series that was booked, what could not be: each may be booked at another time, by itself. Only its buttons close it: nothing
 * else says what is missing. */
export function Left({ dates, wish, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  const [rest, setRest] = useState(dates)
  const [chosen, setChosen] = useState<{ of: number; at: number } | null>(null)
  const ids = useRef(new Map<string, string>()) // an answer that got lost is asked for again by the same id
  const book = useBook()
  const choose = (instead: number, of: RefusedDate) => {
    if (book.isPending) return
    const key = `${of.at} ${instead}`
    const id = ids.current.get(key) ?? crypto.randomUUID()
    ids.current.set(key, id)
    setChosen({ of: of.at, at: instead })
    book.mutate(
      { ...wish, starts_at: iso(instead), client_id: id },
      {
        onSuccess: (made) => {
          const said = t('bookings:book.done', { who: words.who(made), day: longDate(made.starts_at, zone), time: words.time(made.starts_at) })
          toast([said, words.own(made.starts_at, made.timezone)].filter(Boolean).join(', '))
          const others = rest.filter((one) => one !== of)
          setRest(others)
          if (others.length === 0) onClose()
        },
        onError: (error) => {
          if (!(error instanceof ApiError && error.isTransient)) ids.current.delete(key)
          const fresh = alternativesOf(error)
          if (fresh) setRest(rest.map((one) => (one === of ? { ...one, alternatives: fresh.map(({ at }) => at), zone: fresh[0]?.zone ?? one.zone } : one)))
        },
      },
    )
  }
  const close = (
    <Button variant="primary" onClick={onClose}>
      {t('shell:close')}
    </Button>
  )
  return (
    <Dialog open isSticky onOpenChange={onClose} title={t('bookings:repeat.left')} description={t('bookings:repeat.leftText')} closeLabel={t('shell:close')} footer={close}>
      <RefusedDates dates={rest} busy={book.isPending ? chosen : null} onChoose={choose} />
      {book.error && (
        <p role="alert" className="mt-3 text-sm font-medium text-danger">
          {errorText(book.error)}
        </p>
      )}
    </Dialog>
  )
}
