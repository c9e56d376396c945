import { useTranslation } from 'react-i18next'
import type { Permission, Role } from '@/client/types'
import { levelIn, presetOf, roomsIn } from '../rules/permissions'

/** What somebody is here and what they may do, in one line. */
export function AccessSummary({ role, permissions, offered }: { role: Role; permissions: Permission[]; offered: Permission[] }) {
  const { t } = useTranslation(['settings', 'shell'])
  if (role === 'owner' || role === 'superuser') return <>{t(`team.roles.${role}`)}</>
  const preset = presetOf(permissions, offered)
  const title = role === 'agency_staff' ? t('team.roles.agency_staff') : t(`team.jobs.${preset ?? 'custom'}.title`)
  const rooms = roomsIn(offered).flatMap((room) => {
    const level = levelIn(permissions, room, offered)
    const name = t(`shell:rooms.${room}` as 'shell:rooms.inbox')
    return level === 'none' ? [] : level === 'see' ? t('team.seeOnly', { room: name }) : name
  })
  return (
    <>
      {title} · {rooms.join(', ') || t('team.noPermission')}
    </>
  )
}
