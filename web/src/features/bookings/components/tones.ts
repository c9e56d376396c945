import { Check, CircleDashed, CircleX, Clock3, type LucideIcon, UserX } from 'lucide-react'
import type { State } from '../rules/states'

/** Border, ground and letters of an appointment by its state; its word, and this sign, say the same. */
export const blockTone: Record<State, string> = {
  hold: 'border-dashed border-line-strong bg-raised text-ink-2',
  pending: 'border-wait-dot bg-wait-soft text-wait',
  confirmed: 'border-accent bg-accent-soft text-accent-text',
  completed: 'border-ok bg-ok-soft text-ok',
  no_show: 'border-danger bg-danger-soft text-danger',
  cancelled: 'border-line-strong bg-sunken text-ink-2 line-through',
  expired: 'border-line-strong bg-sunken text-ink-2 line-through',
}

export const stateSign: Record<State, LucideIcon | null> = {
  hold: CircleDashed,
  pending: Clock3,
  confirmed: null,
  completed: Check,
  no_show: UserX,
  cancelled: CircleX,
  expired: CircleX,
}
