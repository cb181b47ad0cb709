/** Whether the Helm chart, the alerts and the dashboards agree with the services, which nothing else would find out before they are used. */
package tv.headwater.checks;
