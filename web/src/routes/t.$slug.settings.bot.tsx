import { createFileRoute } from '@tanstack/react-router'
import { Bot } from '@/features/settings/components/bot'

export const Route = createFileRoute('/t/$slug/settings/bot')({ component: Bot })
