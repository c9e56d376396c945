import type { Me, Permission, Role, Tenant } from '@/client/types'
import { canChange, canSee } from '@/lib/session'
import type { Member } from '../wire'
import { roomOf } from './permissions'

const isInCharge = (tenant: Tenant) => tenant.role === 'owner' || tenant.role === 'superuser'

/** Roles that the person may give. Agency and install roles come from elsewhere. */
export const rolesToGive = (tenant: Tenant): Role[] => (isInCharge(tenant) ? ['staff', 'owner'] : ['staff'])

/** Permissions that the person may give: nobody gives what they do not hold, and who may change a room may let others see it. */
export const permissionsToGive = (tenant: Tenant, offered: readonly Permission[]): Permission[] =>
  offered.filter((permission) => (permission === roomOf(permission) ? canChange : canSee)(tenant, roomOf(permission)))

/** What a new colleague starts with: conversations, where the person may give them. */
export const firstPermissions = (tenant: Tenant, offered: readonly Permission[]): Permission[] => permissionsToGive(tenant, ['inbox']).filter((one) => offered.includes(one))

/** Whether the person could give this member all that they hold; only then may they set their password, or let them back in. */
export const mayGiveAll = (tenant: Tenant, member: Member): boolean => permissionsToGive(tenant, member.permissions).length === member.permissions.length

/** Whether the person may change this member at all; oneself never, owners and agency people by owners only. */
export const mayChange = (me: Me, tenant: Tenant, member: Member): boolean =>
  canChange(tenant, 'staff') && member.user_id !== me.user.id && member.role !== 'superuser' && (isInCharge(tenant) || member.role === 'staff')

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password to hand over once: four groups of four, no look-alikes. */
export function newPassword(): string {
  const picked = [...crypto.getRandomValues(new Uint32Array(16))].map((value) => letters[value % letters.length])
  return [0, 4, 8, 12].map((at) => picked.slice(at, at + 4).join('')).join('-')
}
