import { Inbox, type LucideIcon, Settings, ShieldCheck, Smartphone } from 'lucide-react'
import type { Permission } from '@/client/types'

/** The screens of a business in the order of the rail; a person sees those they may use. To add a screen: its route in
 * `routes/`, one line here, and its name under `nav` in both shell catalogues. */
export const navigation = [
  { name: 'inbox', to: '/t/$slug/inbox/{-$conversationId}', icon: Inbox, permission: 'inbox' },
  { name: 'simulator', to: '/t/$slug/simulator', icon: Smartphone, permission: ['inbox', 'bot', 'settings'] },
  { name: 'custody', to: '/t/$slug/custody', icon: ShieldCheck, permission: 'settings' },
  { name: 'settings', to: '/t/$slug/settings', icon: Settings, permission: ['settings', 'knowledge', 'bot', 'staff', 'audit'] },
] as const satisfies readonly { name: string; to: string; icon: LucideIcon; permission: Permission | readonly Permission[] }[]
