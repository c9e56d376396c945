import { createFileRoute } from '@tanstack/react-router'
import { Reminders } from '@/features/settings/components/reminders'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/reminders')({ loader: () => loadCatalogue('reminders'), component: Reminders })
