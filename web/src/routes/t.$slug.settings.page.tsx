import { createFileRoute } from '@tanstack/react-router'
import { BookingPage } from '@/features/settings/components/booking-page'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/page')({ loader: () => loadCatalogue('page', 'reminders'), component: BookingPage })
