// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The dictionary of the Common Event Format (implementation standard, version 27) with the fields of ECS that the cef
// processor of Elasticsearch 9.3 gives its keys.

export type CefType = 'string' | 'integer' | 'long' | 'double' | 'ip' | 'mac' | 'timestamp';

/** What a key of an extension stands for. */
export interface CefField {
  /** Its full name. */
  readonly name: string;
  readonly type: CefType;
  /** The field of ECS that takes its value, where there is one. */
  readonly ecs?: string;
}

const dictionary = `
act deviceAction string event.action
agentDnsDomain agentDnsDomain string agent.name
agentNtDomain agentNtDomain string
agentTranslatedAddress agentTranslatedAddress ip
agentTranslatedZoneExternalID agentTranslatedZoneExternalID string
agentTranslatedZoneKey agentTranslatedZoneKey long
agentTranslatedZoneURI agentTranslatedZoneURI string
agentZoneExternalID agentZoneExternalID string
agentZoneKey agentZoneKey long
agentZoneURI agentZoneURI string
agt agentAddress ip agent.ip
ahost agentHostName string agent.name
aid agentId string agent.id
amac agentMacAddress mac agent.mac
app applicationProtocol string network.protocol
art agentReceiptTime timestamp event.created
at agentType string agent.type
atz agentTimeZone string
av agentVersion string agent.version
c6a1 deviceCustomIPv6Address1 ip
c6a1Label deviceCustomIPv6Address1Label string
c6a2 deviceCustomIPv6Address2 ip
c6a2Label deviceCustomIPv6Address2Label string
c6a3 deviceCustomIPv6Address3 ip
c6a3Label deviceCustomIPv6Address3Label string
c6a4 deviceCustomIPv6Address4 ip
c6a4Label deviceCustomIPv6Address4Label string
cat deviceEventCategory string
catdt categoryDeviceType string
cfp1 deviceCustomFloatingPoint1 double
cfp1Label deviceCustomFloatingPoint1Label string
cfp2 deviceCustomFloatingPoint2 double
cfp2Label deviceCustomFloatingPoint2Label string
cfp3 deviceCustomFloatingPoint3 double
cfp3Label deviceCustomFloatingPoint3Label string
cfp4 deviceCustomFloatingPoint4 double
cfp4Label deviceCustomFloatingPoint4Label string
cn1 deviceCustomNumber1 long
cn1Label deviceCustomNumber1Label string
cn2 deviceCustomNumber2 long
cn2Label deviceCustomNumber2Label string
cn3 deviceCustomNumber3 long
cn3Label deviceCustomNumber3Label string
cnt baseEventCount integer
cs1 deviceCustomString1 string
cs1Label deviceCustomString1Label string
cs2 deviceCustomString2 string
cs2Label deviceCustomString2Label string
cs3 deviceCustomString3 string
cs3Label deviceCustomString3Label string
cs4 deviceCustomString4 string
cs4Label deviceCustomString4Label string
cs5 deviceCustomString5 string
cs5Label deviceCustomString5Label string
cs6 deviceCustomString6 string
cs6Label deviceCustomString6Label string
customerExternalID customerExternalID string organization.id
customerKey customerKey long
customerURI customerURI string organization.name
dZoneKey destinationZoneKey long
destinationDnsDomain destinationDnsDomain string destination.registered_domain
destinationServiceName destinationServiceName string destination.service.name
destinationTranslatedAddress destinationTranslatedAddress ip destination.nat.ip
destinationTranslatedPort destinationTranslatedPort integer destination.nat.port
destinationTranslatedZoneExternalID destinationTranslatedZoneExternalID string
destinationTranslatedZoneKey destinationTranslatedZoneKey long
destinationTranslatedZoneURI destinationTranslatedZoneURI string
destinationZoneExternalID destinationZoneExternalID string
destinationZoneURI destinationZoneURI string
deviceCustomDate1 deviceCustomDate1 timestamp
deviceCustomDate1Label deviceCustomDate1Label string
deviceCustomDate2 deviceCustomDate2 timestamp
deviceCustomDate2Label deviceCustomDate2Label string
deviceDirection deviceDirection string network.direction
deviceDnsDomain deviceDnsDomain string observer.registered_domain
deviceExternalId deviceExternalId string observer.name
deviceFacility deviceFacility string
deviceInboundInterface deviceInboundInterface string observer.ingress.interface.name
deviceNtDomain deviceNtDomain string
deviceOutboundInterface deviceOutboundInterface string observer.egress.interface.name
devicePayloadId devicePayloadId string event.id
deviceProcessName deviceProcessName string process.name
deviceTranslatedAddress deviceTranslatedAddress ip host.nat.ip
deviceTranslatedZoneExternalID deviceTranslatedZoneExternalID string
deviceTranslatedZoneKey deviceTranslatedZoneKey long
deviceTranslatedZoneURI deviceTranslatedZoneURI string
deviceZoneExternalID deviceZoneExternalID string
deviceZoneKey deviceZoneKey long
deviceZoneURI deviceZoneURI string
dhost destinationHostName string destination.domain
dlat destinationGeoLatitude double destination.geo.location.lat
dlong destinationGeoLongitude double destination.geo.location.lon
dmac destinationMacAddress mac destination.mac
dntdom destinationNtDomain string destination.registered_domain
dpid destinationProcessId integer destination.process.pid
dpriv destinationUserPrivileges string destination.user.group.name
dproc destinationProcessName string destination.process.name
dpt destinationPort integer destination.port
dst destinationAddress ip destination.ip
dtz deviceTimeZone string event.timezone
duid destinationUserId string destination.user.id
duser destinationUserName string destination.user.name
dvc deviceAddress ip observer.ip
dvchost deviceHostName string observer.hostname
dvcmac deviceMacAddress mac observer.mac
dvcpid deviceProcessId integer process.pid
end endTime timestamp event.end
eventId eventId string event.id
externalId externalId string
fileCreateTime fileCreateTime timestamp file.created
fileHash fileHash string file.hash
fileId fileId string file.inode
fileModificationTime fileModificationTime timestamp file.mtime
filePath filePath string file.path
filePermission filePermission string file.group
fileType fileType string file.type
flexDate1 flexDate1 timestamp
flexDate1Label flexDate1Label string
flexNumber1 deviceFlexNumber1 long
flexNumber1Label deviceFlexNumber1Label string
flexNumber2 deviceFlexNumber2 long
flexNumber2Label deviceFlexNumber2Label string
flexString1 flexString1 string
flexString1Label flexString1Label string
flexString2 flexString2 string
flexString2Label flexString2Label string
fname filename string file.name
fsize fileSize long file.size
in bytesIn long source.bytes
mrt managerReceiptTime timestamp event.ingested
msg message string message
oldFileCreateTime oldFileCreateTime timestamp
oldFileHash oldFileHash string
oldFileId oldFileId string
oldFileModificationTime oldFileModificationTime timestamp
oldFileName oldFileName string
oldFilePath oldFilePath string
oldFilePermission oldFilePermission string
oldFileSize oldFileSize long
oldFileType oldFileType string
out bytesOut long destination.bytes
outcome eventOutcome string event.outcome
parserIdentifier parserIdentifier string
parserVersion parserVersion string
proto transportProtocol string network.transport
rawEvent rawEvent string event.original
reason reason string event.reason
request requestUrl string url.original
requestClientApplication requestClientApplication string user_agent.original
requestContext requestContext string http.request.referrer
requestCookies requestCookies string
requestMethod requestMethod string http.request.method
rt deviceReceiptTime timestamp @timestamp
sTranslatedZoneKey sourceTranslatedZoneKey long
sZoneKey sourceZoneKey long
shost sourceHostName string source.domain
slat sourceGeoLatitude double source.geo.location.lat
slong sourceGeoLongitude double source.geo.location.lon
smac sourceMacAddress mac source.mac
sntdom sourceNtDomain string source.registered_domain
sourceDnsDomain sourceDnsDomain string source.domain
sourceServiceName sourceServiceName string source.service.name
sourceTranslatedAddress sourceTranslatedAddress ip source.nat.ip
sourceTranslatedPort sourceTranslatedPort integer source.nat.port
sourceTranslatedZoneExternalID sourceTranslatedZoneExternalID string
sourceTranslatedZoneURI sourceTranslatedZoneURI string
sourceZoneExternalID sourceZoneExternalID string
sourceZoneURI sourceZoneURI string
spid sourceProcessId integer source.process.pid
spriv sourceUserPrivileges string source.user.group.name
sproc sourceProcessName string source.process.name
spt sourcePort integer source.port
src sourceAddress ip source.ip
start startTime timestamp event.start
suid sourceUserId string source.user.id
suser sourceUserName string source.user.name
type type string event.kind
`;

/** Fields by the key that stands in messages. */
export const cefFields: ReadonlyMap<string, CefField> = new Map(
  dictionary
    .trim()
    .split('\n')
    .map((row) => {
      const [key, name, type, ecs] = row.split(' ') as [string, string, CefType, string?];
      return [key, { name, type, ...(ecs !== undefined && { ecs }) }];
    }),
);
