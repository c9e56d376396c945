import { createFileRoute } from '@tanstack/react-router'
import { Team } from '@/features/settings/components/team'

export const Route = createFileRoute('/t/$slug/settings/team')({ component: Team })
