package dev.culvert.playground.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestInfoTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "GET,/api/v1/namespaces/shop/pods,list,'',shop,pods,'',''",
        "GET,/api/v1/namespaces/shop/pods/redis-0,get,'',shop,pods,redis-0,''",
        "GET,/api/v1/pods?watch=true,watch,'','',pods,'',''",
        "GET,/api/v1/pods?watch=1&resourceVersion=7,watch,'','',pods,'',''",
        "GET,/api/v1/namespaces/shop/pods/p/portforward?ports=1,get,'',shop,pods,p,portforward",
        "GET,/api/v1/namespaces,list,'','',namespaces,'',''",
        "GET,/api/v1/namespaces/shop,get,'',shop,namespaces,shop,''",
        "PUT,/api/v1/namespaces/shop/status,update,'',shop,namespaces,shop,status",
        "PATCH,/apis/apps/v1/namespaces/shop/deployments/d,patch,apps,shop,deployments,d,''",
        "DELETE,/api/v1/namespaces/shop/pods,deletecollection,'',shop,pods,'',''",
        "POST,/apis/authentication.k8s.io/v1/tokenreviews,create,authentication.k8s.io,'',tokenreviews,'',''",
      })
  void readsAPath(
      String method,
      String uri,
      String verb,
      String group,
      String namespace,
      String kind,
      String name,
      String subresource) {
    RequestInfo info = RequestInfo.of(method, uri);
    assertThat(info.resource()).isTrue();
    assertThat(info.verb()).isEqualTo(verb);
    assertThat(info.apiGroup()).isEqualTo(group);
    assertThat(info.namespace()).isEqualTo(namespace);
    assertThat(info.kind()).isEqualTo(kind);
    assertThat(info.name()).isEqualTo(name);
    assertThat(info.subresource()).isEqualTo(subresource);
  }

  @ParameterizedTest
  @CsvSource({"/version", "/api", "/apis", "/api/v1", "/apis/apps/v1"})
  void otherPathsAreNoResources(String uri) {
    assertThat(RequestInfo.of("GET", uri).resource()).isFalse();
  }
}
