import { createFileRoute } from '@tanstack/react-router'
import { Team } from '@/features/settings/components/team'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/t/$slug/settings/team')({ loader: () => loadCatalogue('account', 'audit'), component: Team })
