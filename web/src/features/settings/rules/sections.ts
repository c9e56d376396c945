/** The parts of the settings. `rooms`: whoever may see one of them sees the section, and whoever may change one changes what stands in it. */
export const sections = [
  { name: 'business', to: '/t/$slug/settings/business', rooms: ['knowledge', 'settings'] },
  { name: 'stores', to: '/t/$slug/settings/stores/{-$storeId}', rooms: ['settings'] },
  { name: 'services', to: '/t/$slug/settings/services', rooms: ['knowledge', 'settings'] },
  { name: 'professionals', to: '/t/$slug/settings/professionals', rooms: ['knowledge', 'settings'] },
  { name: 'page', to: '/t/$slug/settings/page', rooms: ['settings'] },
  { name: 'agenda', to: '/t/$slug/settings/agenda', rooms: ['settings'] },
  { name: 'calendars', to: '/t/$slug/settings/calendars', rooms: ['settings'] },
  { name: 'bot', to: '/t/$slug/settings/bot', rooms: ['bot', 'settings'] },
  { name: 'reminders', to: '/t/$slug/settings/reminders', rooms: ['settings'] },
  { name: 'team', to: '/t/$slug/settings/team', rooms: ['staff'] },
  { name: 'whatsapp', to: '/t/$slug/settings/whatsapp', rooms: ['settings'] },
  { name: 'keys', to: '/t/$slug/settings/keys', rooms: ['settings'] },
  { name: 'audit', to: '/t/$slug/settings/audit', rooms: ['audit'] },
] as const satisfies readonly { name: string; to: string; rooms: readonly string[] }[]

export type SectionName = (typeof sections)[number]['name']

/** The rooms that a section shows. */
export const roomsOf = (name: SectionName): readonly string[] => sections.find((section) => section.name === name)?.rooms ?? []
