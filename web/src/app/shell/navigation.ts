import { CalendarDays, Inbox, type LucideIcon, Settings, ShieldCheck, Smartphone } from 'lucide-react'
import type { Rooms } from '@/lib/session'

/** The screens of a business in the order of the rail; a person is shown those they may see. To add a screen: its route in
 * `routes/`, one line here, and its name under `nav` in both shell catalogues. */
export const navigation = [
  { name: 'inbox', to: '/t/$slug/inbox/{-$conversationId}', icon: Inbox, room: 'inbox' },
  { name: 'bookings', to: '/t/$slug/agenda', icon: CalendarDays, room: 'bookings' },
  { name: 'simulator', to: '/t/$slug/simulator', icon: Smartphone, room: ['inbox', 'bot', 'settings'] },
  { name: 'custody', to: '/t/$slug/custody', icon: ShieldCheck, room: 'settings' },
  { name: 'settings', to: '/t/$slug/settings', icon: Settings, room: ['settings', 'knowledge', 'bot', 'staff', 'audit'] },
] as const satisfies readonly { name: string; to: string; icon: LucideIcon; room: Rooms }[]
