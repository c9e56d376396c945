import { createFileRoute } from '@tanstack/react-router'
import { Calendars } from '@/features/settings/components/calendars'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/calendars')({ loader: () => loadCatalogue('calendars'), component: Calendars })
