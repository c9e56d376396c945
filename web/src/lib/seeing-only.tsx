/** The one line by which a screen says why nothing in it can be changed. */
import { Eye } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Rooms, canChange, canSee, useSession } from './session'

type Props = { rooms: Rooms; text?: 'seeing.text' | 'seeing.inbox' | 'seeing.simulator'; className?: string }

/** Nothing for whoever may change what is in one of the rooms; else what is missing, by the name of the room they see. */
export function SeeingOnly({ rooms, text = 'seeing.text', className = 'rounded-lg border bg-sunken px-3 py-2' }: Props) {
  const { t } = useTranslation()
  const { tenant } = useSession()
  if (canChange(tenant, rooms)) return null
  const room = [rooms].flat().find((one) => canSee(tenant, one)) ?? [rooms].flat()[0]
  return (
    <p className={`flex items-start gap-2 text-sm text-ink-2 ${className}`}>
      <Eye aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
      <span className="min-w-0">{t(text, { room: t(`rooms.${room}` as 'rooms.inbox') })}</span>
    </p>
  )
}
