import { createFileRoute } from '@tanstack/react-router'
import { WhatsApp } from '@/features/settings/components/whatsapp'

export const Route = createFileRoute('/t/$slug/settings/whatsapp')({ component: WhatsApp })
